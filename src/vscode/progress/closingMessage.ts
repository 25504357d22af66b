import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { canGoAnyway } from '../../core/files/localFile';
import { isAccessRefused } from '../../core/oxen/errors';
import type { Journals } from '../../core/upload/journal/journals';
import {
  type InterruptedUpload,
  interruptedUploads,
  resumeAction,
  signInAndResumeAction,
  targetOf,
} from '../uploads/interruptedUploads';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import type { Action } from '../prompts/messages';
import { failureActions } from '../prompts/failureActions';
import { TakenElsewhereError } from '../../core/upload/journal/openInterrupted';
import { NothingLeftError } from '../../core/upload/plan/nothingLeft';
import type { Receipt } from '../../core/upload/run/receipt';
import type { UploadOrder, UploadOutcome } from '../../core/upload/upload';
import type { Upload } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';
import { closingOf } from './closingWords';
import { placeAction } from './placeAction';
import { namesOf } from './words';

/** Says how each upload ended. */
export function showClosingMessages(uploads: Uploads, services: ClosingServices): vscode.Disposable {
  return uploads.onDidAdd((upload) => void showClosingMessage(upload, { ...services, uploads }));
}

interface ClosingServices {
  readonly journals: Journals;
  readonly prompts: Prompts;
  readonly log: Log;
}

async function showClosingMessage(
  upload: Upload,
  { journals, prompts, log, uploads }: ClosingServices & { readonly uploads: Uploads },
): Promise<void> {
  const ending = await upload.ended;
  const { order, resumes, startsByItself } = upload;
  const error = errorOf(ending);
  // The user has left a question of ours: that needs no answer.
  if (error instanceof vscode.CancellationError) return;
  const target = resumes === undefined ? order.target : targetOf({ run: resumes, order });
  const { kind, text, place } = closingOf(ending, target, namesOf(order.selection));
  // Of two windows that wanted to go on with what waited, the other one does.
  if (startsByItself && error instanceof TakenElsewhereError) return;
  const [interrupted] = wasInterrupted(ending) ? await interruptedUploads(journals, order) : [];
  const { document, result } = endOf(ending);
  prompts[kind](text, [
    ...(place === undefined ? [] : [placeAction(place, prompts)]),
    ...(canRetry(ending) && document !== undefined ? [retryAction(document.head.id)] : []),
    ...(document === undefined || result === 'interrupted' ? [] : [receiptAction(document.head.id)]),
    ...anywayActions(error, order, uploads),
    ...(interrupted === undefined
      ? failureActions(error, log, order.target.origin)
      : [...resumeActions(interrupted, error), ...failureActions(undefined, log)]),
  ]);
}

function canRetry(ending: UploadOutcome): boolean {
  return ending.kind === 'ran' && ending.receipt.result !== 'interrupted' && ending.receipt.failed.length > 0;
}

function retryAction(id: string): Action {
  return {
    label: t('Retry Failed Files'),
    run: () => vscode.commands.executeCommand('oxen.upload.retry', id),
  };
}

function receiptAction(id: string): Action {
  return {
    label: t('Show Receipt'),
    run: () => vscode.commands.executeCommand('oxen.upload.showReceipt', id),
  };
}

/** *Upload Anyway*, where rules leave out all that was selected: there is no review then that could offer it. */
function anywayActions(error: unknown, order: UploadOrder, uploads: Uploads): readonly Action[] {
  if (!(error instanceof NothingLeftError)) return [];
  const paths = error.skipped.filter(({ reason }) => canGoAnyway(reason)).map(({ path }) => path);
  if (paths.length === 0) return [];
  const anyway = [...(order.anyway ?? []), ...paths];
  return [{ label: t('Upload Anyway'), run: () => uploads.startAgain({ ...order, anyway }) }];
}

function endOf(ending: UploadOutcome): Pick<Receipt, 'document'> & { readonly result?: string } {
  if (ending.kind === 'ran') return ending.receipt;
  return ending.kind === 'nothing sent' && ending.document !== undefined ? { document: ending.document } : {};
}

function resumeActions(interrupted: InterruptedUpload, error: unknown): readonly Action[] {
  const signIn = isAccessRefused(error) ? [signInAndResumeAction(interrupted)] : [];
  return [...signIn, resumeAction(interrupted)];
}

function wasInterrupted(ending: UploadOutcome): boolean {
  return ending.kind === 'interrupted' || (ending.kind === 'ran' && ending.receipt.result === 'interrupted');
}

function errorOf(ending: UploadOutcome): unknown {
  if (ending.kind === 'ran') return ending.receipt.error;
  return ending.kind === 'broke' || ending.kind === 'interrupted' ? ending.error : undefined;
}
