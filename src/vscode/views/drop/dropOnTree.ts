import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { UserError } from '../../../core/userError';
import type { KnownTarget } from '../../../core/upload/target/knownTarget';
import type { Log } from '../../log/log';
import { errorText } from '../../progress/closingWords';
import type { Prompts } from '../../prompts';
import { failureActions } from '../../prompts/failureActions';
import type { Uploads } from '../../uploads/uploads';
import { type Dropped, takeDropped } from './dropped';
import type { DroppedFolders } from './droppedFolders';
import type { Node, PlaceNode } from '../nodes';
import { targetAt } from '../targetAt';

export interface DropOptions {
  readonly uploads: Uploads;
  readonly prompts: Prompts;
  readonly log: Log;
  readonly dropped: DroppedFolders;
}

/** Uploads what is dropped on a branch or directory, or on a row in one. */
export class DropOnTree implements vscode.TreeDragAndDropController<Node> {
  readonly dropMimeTypes = ['text/uri-list', 'files'];
  readonly dragMimeTypes = [];

  constructor(private readonly options: DropOptions) {}

  /** Ends when the drop has been taken: what it carries is gone then. The upload goes on. */
  async handleDrop(node: Node | undefined, transfer: vscode.DataTransfer): Promise<void> {
    try {
      const target = targetAt(placeOfRow(node));
      void this.upload(await takeDropped(transfer, this.options.dropped), target);
    } catch (error) {
      this.showError(error);
    }
  }

  /** By name, like `cp -r`: what is dropped here lands here, wherever it comes from. */
  private async upload(dropped: Dropped, target: KnownTarget): Promise<void> {
    try {
      await this.options.uploads.start(dropped.paths, target, 'by name');
    } catch (error) {
      this.showError(error);
    }
    await dropped.leave().catch((error: unknown) => {
      this.options.log.error('The dropped files could not be removed.', error);
    });
  }

  private showError(error: unknown): void {
    const { log, prompts } = this.options;
    log.error('The dropped files could not be uploaded.', error);
    prompts.showError(errorText(error), failureActions(error, log));
  }
}

function placeOfRow(node: Node | undefined): PlaceNode {
  switch (node?.kind) {
    case 'branch':
    case 'directory':
      return node;
    case 'file':
    case 'more':
    case 'note':
      return placeOfRow(node.parent);
    default:
      throw new UserError(t('Files can only be dropped on a branch or a directory.'), {
        advice: t('Open a repository in this view and drop them on a branch.'),
      });
  }
}
