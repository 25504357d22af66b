import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { canGoAnyway, type SkippedFile } from '../../core/files/localFile';
import { isAccessRefused } from '../../core/oxen/errors';
import { NothingLeftError } from '../../core/upload/plan/nothingLeft';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import type { UploadEnding } from '../../core/upload/process/ending';
import type { UploadOrder } from '../../core/upload/upload';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import { failureActions } from '../prompts/failureActions';
import type { Action } from '../prompts/messages';
import { type InterruptedUpload, resumeAction, signInAndResumeAction } from '../uploads/interruptedUploads';
import type { Uploads } from '../uploads/uploads';
import { errorOf } from './closingWords';
import { placeAction } from './placeAction';

/** Buttons that a message has room for in one line. */
const MOST = 3;

interface ClosingSubject {
  readonly order: UploadOrder;
  /** Where the result can be seen. */
  readonly place: KnownTarget | undefined;
  /** What can be resumed. */
  readonly interrupted: InterruptedUpload | undefined;
}

/** The buttons of a closing message, the most useful first. The log is offered where nothing else tells what happened. */
export function closingActions(
  ending: UploadEnding,
  { order, place, interrupted }: ClosingSubject,
  { prompts, log, uploads }: { readonly prompts: Prompts; readonly log: Log; readonly uploads: Uploads },
): readonly Action[] {
  const error = errorOf(ending);
  const receipt = receiptOf(ending);
  const failure = failureActions(interrupted === undefined ? error : undefined, log, order.target.origin);
  return [
    ...(place === undefined ? [] : [placeAction(place, prompts)]),
    ...(interrupted === undefined ? [] : resumeActions(interrupted, error)),
    ...uploadAnyway(leftOutOf(ending, error), order, uploads),
    ...(receipt !== undefined && hasFailures(ending) ? [retryFailed(receipt)] : []),
    ...(receipt === undefined ? [] : [showReceipt(receipt)]),
    ...(receipt === undefined || error !== undefined ? failure : []),
    ...(receipt === undefined ? [] : [copyReceipt(receipt)]),
  ].slice(0, MOST);
}

/** The id of the receipt that is kept of it. */
function receiptOf(ending: UploadEnding): string | undefined {
  if (ending.kind === 'nothing sent') return ending.receiptId;
  if (ending.kind !== 'ran' || ending.receipt.result === 'interrupted') return undefined;
  return ending.receipt.receiptId;
}

function hasFailures(ending: UploadEnding): boolean {
  return ending.kind === 'ran' && ending.receipt.failed.length > 0;
}

function resumeActions(interrupted: InterruptedUpload, error: unknown): readonly Action[] {
  const signIn = isAccessRefused(error) ? [signInAndResumeAction(interrupted)] : [];
  return [...signIn, resumeAction(interrupted)];
}

/** What was left out by rules where there was no review that could have offered it. */
function leftOutOf(ending: UploadEnding, error: unknown): readonly SkippedFile[] {
  if (ending.kind === 'nothing sent') return ending.preparation.skipped;
  return error instanceof NothingLeftError ? error.skipped : [];
}

function uploadAnyway(
  skipped: readonly SkippedFile[],
  order: UploadOrder,
  uploads: Uploads,
): readonly Action[] {
  const paths = skipped.filter(({ reason }) => canGoAnyway(reason)).map(({ path }) => path);
  if (paths.length === 0) return [];
  const anyway = [...(order.anyway ?? []), ...paths];
  return [{ label: t('Upload Anyway'), run: () => uploads.startAgain({ ...order, anyway }) }];
}

function retryFailed(id: string): Action {
  return {
    label: t('Retry Failed Files'),
    run: () => vscode.commands.executeCommand('oxen.upload.retry', id),
  };
}

function showReceipt(id: string): Action {
  return {
    label: t('Show Receipt'),
    run: () => vscode.commands.executeCommand('oxen.upload.showReceipt', id),
  };
}

function copyReceipt(id: string): Action {
  return {
    label: t('Copy Receipt'),
    run: () => vscode.commands.executeCommand('oxen.upload.copyReceipt', id),
  };
}
