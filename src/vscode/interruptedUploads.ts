import * as vscode from 'vscode';
import type { Journals, UnfinishedRun } from '../core/upload/journal/journals';
import { orderIn, savedOrder } from './savedOrder';
import { targetText } from './knownTarget';
import { countOf } from './progress/words';
import type { Action } from './prompts/messages';
import type { UploadOrder } from './upload';

/** One that can be gone on with, or given up. */
export interface InterruptedUpload {
  readonly run: UnfinishedRun;
  readonly order: UploadOrder;
}

/** Those that nobody works on, newest first; with an order, only those of exactly this one. */
export async function interruptedUploads(
  journals: Journals,
  order?: UploadOrder,
): Promise<readonly InterruptedUpload[]> {
  const runs = await journals.unfinished(order && savedOrder(order));
  return runs.flatMap((run) => {
    const order = orderIn(run.order);
    return run.isTaken || order === undefined ? [] : [{ run, order }];
  });
}

export function resumeAction({ run }: InterruptedUpload): Action {
  return { label: 'Resume', run: () => vscode.commands.executeCommand('oxen.upload.resume', run.id) };
}

/** `of 12 files to ox/cats · main` */
export function interruptedText({ run, order }: InterruptedUpload): string {
  return `of ${countOf(run.files, 'file')} to ${targetText(order.target)}`;
}
