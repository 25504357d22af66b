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
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import { lieHere } from '../resources';
import type { Uploads } from './uploads';
import type { DroppedFolders } from '../views/drop/droppedFolders';
import type { UploadsTree } from '../views/uploads/uploadsTree';

interface OfferServices {
  readonly journals: Journals;
  readonly dropped: DroppedFolders;
  readonly prompts: Prompts;
  readonly uploads: Uploads;
  readonly history: Pick<UploadsTree, 'refresh'>;
  readonly log: Log;
}

/**
 * After start, with the uploads of this window: those that needed nobody when their window was closed go on by themselves,
 * whenever that was if they still waited for their turn, else only after a reload. The others – paused, asking something,
 * killed, or closed for longer – are offered to be resumed, or given up.
 */
export function offerInterrupted(services: OfferServices): vscode.Disposable {
  const stop = new AbortController();
  goOnOrOffer(services, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) services.log.error('Interrupted uploads could not be read.', error);
  });
  return new vscode.Disposable(() => stop.abort());
}

async function goOnOrOffer(services: OfferServices, signal: AbortSignal): Promise<void> {
  const { history, journals, prompts } = services;
  await goOn(services);
  // The window that was closed may still be closing its journals, or have been killed.
  const isOthers = (run: UnfinishedRun) => run.isTaken && isHere(run, services);
  await whileOwned(async () => (await journals.unfinished()).some(isOthers), signal);
  const left = await goOn(services);
  history.refresh(); // it may have been looked at while they were still another window's
  offer(left, prompts);
}

/** @returns those that need a person */
async function goOn(services: OfferServices): Promise<readonly InterruptedUpload[]> {
  const { journals, uploads } = services;
  const found = (await interruptedUploads(journals)).filter(({ run }) => isHere(run, services));
  // The newest is the first of them.
  for (const upload of found.filter(needsNobody).reverse()) void uploads.goOn(upload);
  return found.filter((upload) => !needsNobody(upload));
}

function needsNobody({ run: { left, hasStarted } }: InterruptedUpload): boolean {
  return left === 'to go on' || (!hasStarted && left === undefined);
}

/**
 * Not what an upload of this window goes on with. A window without a folder takes those of all. What was dropped without a
 * path lies in no folder: any one takes it, as it does what was left a moment ago.
 */
function isHere(run: UnfinishedRun, { dropped, uploads }: OfferServices): boolean {
  if (uploads.resuming(run) !== undefined) return false;
  if (run.left === 'to go on') return true;
  const { selection } = run.order;
  return lieHere(selection) || selection.some((path) => dropped.hold(path));
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
  const count = (others.length + 1).toLocaleString('en');
  prompts.warn(t('{0} uploads were interrupted, the newest {1}.', count, interruptedText(first)), [
    { label: t('Resume…'), run: () => vscode.commands.executeCommand('oxen.upload.resume') },
    { label: t('Discard…'), run: () => discard() },
  ]);
}
