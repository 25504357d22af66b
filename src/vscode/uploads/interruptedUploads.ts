import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Journals, UnfinishedRun } from '../../core/upload/journal/journals';
import { orderIn, savedOrder } from '../../core/upload/journal/savedOrder';
import { type KnownTarget, targetText } from '../../core/upload/target/knownTarget';
import { countOf, namesOf, sizeText } from '../progress/words';
import type { Action } from '../prompts/messages';
import type { UploadOrder } from '../../core/upload/upload';

/** Told to the command *Resume Upload* after the id: the server refuses the key that there is. */
export const WITH_ANOTHER_KEY = 'with another key';

/** One that can be resumed, or given up. */
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
  return { label: t('Resume'), run: () => vscode.commands.executeCommand('oxen.upload.resume', run.id) };
}

export function signInAndResumeAction({ run }: InterruptedUpload): Action {
  const resume = () => vscode.commands.executeCommand('oxen.upload.resume', run.id, WITH_ANOTHER_KEY);
  return { label: t('Sign In and Resume…'), run: resume };
}

/** Where it goes by now. */
export function targetOf({ run, order }: InterruptedUpload): KnownTarget {
  return { ...order.target, branch: run.decidedBranch ?? order.target.branch };
}

/** `3 of 12 files, 30 MB in all`; older journals tell no size. */
export async function achievedText({ run }: InterruptedUpload, journals: Journals): Promise<string> {
  const { stagedFiles } = await journals.look(run.id);
  const files = t('{0} of {1}', stagedFiles.toLocaleString('en'), countOf(run.files, 'file'));
  return run.bytes === undefined ? files : t('{0}, {1} in all', files, sizeText(run.bytes));
}

/** `of train (12 files) to ox/cats · main` */
export function interruptedText({ run, order }: InterruptedUpload): string {
  const what = namesOf(order.selection);
  return t('of {0} ({1}) to {2}', what, countOf(run.files, 'file'), targetText(targetOf({ run, order })));
}
