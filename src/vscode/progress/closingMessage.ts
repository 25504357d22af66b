import * as vscode from 'vscode';
import { TakenElsewhereError } from '../../core/upload/journal/openInterrupted';
import type { Journals } from '../../core/upload/journal/journals';
import type { UploadEnding } from '../../core/upload/process/ending';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import { interruptedUploads } from '../uploads/interruptedUploads';
import type { Upload } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';
import { closingActions } from './closingActions';
import { closingOf, errorOf } from './closingWords';
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
  services: ClosingServices & { readonly uploads: Uploads },
): Promise<void> {
  const ending = await upload.ended;
  const { order, target, startsByItself } = upload;
  const error = errorOf(ending);
  // The user has left a question of ours: that needs no answer.
  if (error instanceof vscode.CancellationError) return;
  // Of two windows that wanted to go on with it, the other one does.
  if (startsByItself && error instanceof TakenElsewhereError) return;
  const [interrupted] = wasInterrupted(ending) ? await interruptedUploads(services.journals, order) : [];
  const what = namesOf(order.selection);
  const { kind, text, place } = closingOf(ending, target, what, interrupted !== undefined);
  const subject = { order, place, interrupted };
  services.prompts[kind](text, closingActions(ending, subject, services));
}

function wasInterrupted(ending: UploadEnding): boolean {
  return ending.kind === 'interrupted' || (ending.kind === 'ran' && ending.receipt.result === 'interrupted');
}
