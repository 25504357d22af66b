import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { whileOwned } from '../../core/upload/journal/ownership/whileOwned';
import type { Journals, UnfinishedRun } from '../../core/upload/journal/journals';
import {
  type InterruptedUpload,
  interruptedText,
  interruptedUploads,
  resumeAction,
} from './interruptedUploads';
import { isAtOrBelow } from '../../core/files/isAtOrBelow';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import type { Uploads } from './uploads';
import type { DroppedFolders } from '../views/drop/droppedFolders';

interface OfferServices {
  readonly journals: Journals;
  readonly dropped: DroppedFolders;
  readonly prompts: Prompts;
  readonly uploads: Uploads;
  readonly log: Log;
}

/**
 * After start, with the uploads of this window: those that were approved and waited for their turn go on by themselves,
 * as do those that were under way when the window was reloaded: they were approved, too. Those that were interrupted
 * otherwise – by a crash, or paused – are offered to be resumed, or given up.
 */
export function offerInterrupted({
  journals,
  dropped,
  prompts,
  uploads,
  log,
}: OfferServices): vscode.Disposable {
  const stop = new AbortController();
  findInterrupted(journals, dropped, stop.signal).then(
    (found) => {
      const needsNobody = ({ run }: InterruptedUpload) => run.isHandedOn || !run.hasStarted;
      // The newest is the first of them.
      for (const upload of found.filter(needsNobody).reverse()) void uploads.goOn(upload);
      offer(
        found.filter((upload) => !needsNobody(upload)),
        prompts,
      );
    },
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
      { label: t('Discard…'), run: () => discard(first.run.id) },
    ]);
    return;
  }
  const more = others.length.toLocaleString('en');
  prompts.warn(t('The upload {0} and {1} more were interrupted.', interruptedText(first), more), [
    { label: t('Resume…'), run: () => vscode.commands.executeCommand('oxen.upload.resume') },
    { label: t('Discard…'), run: () => discard() },
  ]);
}
