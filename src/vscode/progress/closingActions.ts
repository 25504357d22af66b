import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Origin } from '../../core/oxen/address';
import { isAccessRefused } from '../../core/oxen/errors';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import type { UploadOutcome } from '../../core/upload/upload';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import { failureActions } from '../prompts/failureActions';
import type { Action } from '../prompts/messages';
import { type InterruptedUpload, resumeAction, signInAndResumeAction } from '../uploads/interruptedUploads';
import { errorOf } from './closingWords';
import { placeAction } from './placeAction';

/** Buttons that a message has room for in one line. */
const MOST = 3;

interface ClosingSubject {
  readonly origin: Origin;
  /** Where the result can be seen. */
  readonly place: KnownTarget | undefined;
  /** What can be resumed. */
  readonly interrupted: InterruptedUpload | undefined;
}

/** The buttons of a closing message, the most useful first. The log is offered where nothing else tells what happened. */
export function closingActions(
  ending: UploadOutcome,
  { origin, place, interrupted }: ClosingSubject,
  { prompts, log }: { readonly prompts: Prompts; readonly log: Log },
): readonly Action[] {
  const error = errorOf(ending);
  const receipt = receiptOf(ending);
  const failure = failureActions(interrupted === undefined ? error : undefined, log, origin);
  return [
    ...(place === undefined ? [] : [placeAction(place, prompts)]),
    ...(interrupted === undefined ? [] : resumeActions(interrupted, error)),
    ...(receipt !== undefined && hasFailures(ending) ? [retryFailed(receipt)] : []),
    ...(receipt === undefined ? [] : [showReceipt(receipt)]),
    ...(receipt === undefined || error !== undefined ? failure : []),
    ...(receipt === undefined ? [] : [copyReceipt(receipt)]),
  ].slice(0, MOST);
}

/** The id of the receipt that is kept of it. */
function receiptOf(ending: UploadOutcome): string | undefined {
  if (ending.kind === 'nothing sent') return ending.document?.head.id;
  if (ending.kind !== 'ran' || ending.receipt.result === 'interrupted') return undefined;
  return ending.receipt.document?.head.id;
}

function hasFailures(ending: UploadOutcome): boolean {
  return ending.kind === 'ran' && ending.receipt.failed.length > 0;
}

function resumeActions(interrupted: InterruptedUpload, error: unknown): readonly Action[] {
  const signIn = isAccessRefused(error) ? [signInAndResumeAction(interrupted)] : [];
  return [...signIn, resumeAction(interrupted)];
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
