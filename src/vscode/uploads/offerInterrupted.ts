import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { whileOwned } from '../../core/upload/journal/whileOwned';
import type { Journals, UnfinishedRun } from '../../core/upload/journal/journals';
import {
  type InterruptedUpload,
  interruptedText,
  interruptedUploads,
  resumeAction,
} from './interruptedUploads';
import { isAtOrBelow } from '../isAtOrBelow';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import type { DroppedFolders } from '../views/drop/droppedFolders';

interface OfferServices {
  readonly journals: Journals;
  readonly dropped: DroppedFolders;
  readonly prompts: Prompts;
  readonly log: Log;
}

/** After start: offers to resume the uploads of this window that were interrupted, or to give them up. */
export function offerInterrupted({ journals, dropped, prompts, log }: OfferServices): vscode.Disposable {
  const stop = new AbortController();
  findInterrupted(journals, dropped, stop.signal).then(
    (uploads) => offer(uploads, prompts),
    (error: unknown) => {
      if (!stop.signal.aborted) log.error('Interrupted uploads could not be read.', error);
    },
  );
  return new vscode.Disposable(() => stop.abort());
}

async function findInterrupted(
  journals: Journals,
  dropped: DroppedFolders,
  signal: AbortSignal,
): Promise<readonly InterruptedUpload[]> {
  await whileOwned(
    async () => (await journals.unfinished()).some((run) => run.isTaken && isHere(run, dropped)),
    signal,
  );
  return (await interruptedUploads(journals)).filter(({ run }) => isHere(run, dropped));
}

/** A window without a folder takes those of all. What was dropped without a path lies in no folder: any one takes it. */
function isHere({ order }: UnfinishedRun, dropped: DroppedFolders): boolean {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) return true;
  return order.selection.some(
    (path) => dropped.hold(path) || folders.some(({ uri }) => isAtOrBelow(path, uri.fsPath)),
  );
}

function offer([first, ...others]: readonly InterruptedUpload[], prompts: Prompts): void {
  if (first === undefined) return;
  const discard = (id?: string) => vscode.commands.executeCommand('oxen.upload.discard', id);
  if (others.length === 0) {
    prompts.warn(t('The upload {0} was interrupted.', interruptedText(first)), [
      resumeAction(first),
      { label: t('Discard'), run: () => discard(first.run.id) },
    ]);
    return;
  }
  prompts.warn(t('{0} uploads were interrupted.', others.length + 1), [
    { label: t('Resume…'), run: () => vscode.commands.executeCommand('oxen.upload.resume') },
    { label: t('Discard…'), run: () => discard() },
  ]);
}
