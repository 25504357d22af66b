import * as vscode from 'vscode';
import type { Log } from '../log';
import type { Prompts } from '../prompts';
import { failureActions } from '../prompts/failureActions';
import type { Ending, Upload } from '../upload';
import type { Uploads } from '../uploads';
import { closingOf } from './closingWords';

/** Says how each upload ended. */
export function showClosingMessages(uploads: Uploads, prompts: Prompts, log: Log): vscode.Disposable {
  return uploads.onDidAdd((upload) => void showClosingMessage(upload, prompts, log));
}

async function showClosingMessage({ ended, order }: Upload, prompts: Prompts, log: Log): Promise<void> {
  const ending = await ended;
  const { kind, text, link } = closingOf(ending, order.target);
  prompts[kind](text, [
    ...(link === undefined ? [] : [{ label: 'Copy Link', run: () => vscode.env.clipboard.writeText(link) }]),
    ...failureActions(errorOf(ending), log, order.target.origin),
  ]);
}

function errorOf(ending: Ending): unknown {
  if (ending.kind === 'ran') return ending.receipt.error;
  return ending.kind === 'broke' ? ending.error : undefined;
}
