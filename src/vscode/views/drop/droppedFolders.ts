import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Journals } from '../../../core/upload/journal/journals';
import { obstacleText } from '../../../core/upload/journal/obstacle';
import { Ownership } from '../../../core/upload/journal/ownership/ownership';
import { UserError } from '../../../core/userError';
import { isAtOrBelow } from '../../../core/files/isAtOrBelow';

/** The folder of one drop. */
export interface DroppedFolder {
  readonly path: string;
  /** This window needs it no more: it goes, unless its upload was interrupted and can be resumed. */
  leave(): Promise<void>;
}

const PREFIX = 'dropped-';

/**
 * The folders below `storage` for files that were dropped without a path: the only copies that this machine has. One
 * stays while a living window owns it, or an unfinished upload is of what is in it.
 */
export class DroppedFolders {
  /** @param storage made when needed */
  constructor(
    private readonly storage: string,
    private readonly journals: Journals,
  ) {}

  /** Whether it is what was dropped, not what is noted of it beside it. */
  hold(path: string): boolean {
    const [folder = '', , ...file] = relative(this.storage, path).split(sep);
    return folder.startsWith(PREFIX) && file.length > 0;
  }

  /** What of the extension's own is not uploaded with a selection. */
  ownState(selection: readonly string[]): readonly string[] {
    return selection.every((path) => this.hold(path)) ? [] : [this.storage];
  }

  /** @throws UserError when nothing can be written */
  async make(): Promise<DroppedFolder> {
    const path = join(this.storage, PREFIX + randomUUID());
    const ownership = await Ownership.take(path).catch((cause: unknown) => {
      throw undroppable(this.storage, cause);
    });
    // Another window sweeps just now, and was faster than our mark.
    if (ownership === undefined) return this.make();
    return {
      path,
      leave: async () => {
        await ownership.release();
        await this.removeUnlessNeeded(path);
      },
    };
  }

  /** Removes those that nobody needs any more, such as after a crash. */
  async sweep(): Promise<void> {
    const names = await readdir(this.storage).catch(() => []);
    for (const name of names.filter((each) => each.startsWith(PREFIX)))
      await this.removeUnlessNeeded(join(this.storage, name));
  }

  private async removeUnlessNeeded(folder: string): Promise<void> {
    if (await this.isNeeded(folder)) return;
    const mine = await Ownership.take(folder);
    if (mine === undefined) return;
    // Looked up again: its owner may have left it to a journal until now.
    await ((await this.isNeeded(folder)) ? mine.release() : mine.remove());
  }

  private async isNeeded(folder: string): Promise<boolean> {
    const runs = await this.journals.unfinished();
    return runs.some(({ order }) => order.selection.some((path) => isAtOrBelow(path, folder)));
  }
}

/** What was dropped has to be copied to this machine before it can be uploaded. */
export function undroppable(folder: string, cause: unknown): UserError {
  return new UserError(t('The dropped files cannot be copied here: {0}.', obstacleText(folder, cause)), {
    advice: t('Free up space, or copy it to the machine of this window and drop it from the Explorer.'),
    cause,
  });
}
