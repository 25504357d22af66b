import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
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
import type { UploadOutcome } from '../../core/upload/upload';
import type { Upload } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';
import { closingOf } from './closingWords';

/** Says how each upload ended. */
export function showClosingMessages(uploads: Uploads, services: ClosingServices): vscode.Disposable {
  return uploads.onDidAdd((upload) => void showClosingMessage(upload, services));
}

interface ClosingServices {
  readonly journals: Journals;
  readonly prompts: Prompts;
  readonly log: Log;
}

async function showClosingMessage(
  upload: Upload,
  { journals, prompts, log }: ClosingServices,
): Promise<void> {
  const ending = await upload.ended;
  const { order, resumes, startsByItself } = upload;
  const { kind, text, link } = closingOf(
    ending,
    resumes === undefined ? order.target : targetOf({ run: resumes, order }),
  );
  const error = errorOf(ending);
  // Of two windows that wanted to go on with what waited, the other one does.
  if (startsByItself && error instanceof TakenElsewhereError) return;
  const [interrupted] = wasInterrupted(ending) ? await interruptedUploads(journals, order) : [];
  prompts[kind](text, [
    ...(link === undefined
      ? []
      : [{ label: t('Copy Link'), run: () => vscode.env.clipboard.writeText(link) }]),
    ...(interrupted === undefined
      ? failureActions(error, log, order.target.origin)
      : [...resumeActions(interrupted, error), ...failureActions(undefined, log)]),
  ]);
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
