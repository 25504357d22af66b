import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type BranchName, parseBranch } from '../../core/oxen/branchName';
import type { ConflictDecision, Decisions } from '../../core/upload/host';
import type { FailedFile } from '../../core/upload/plan/plan';
import { requireNewBranch } from '../choosing/requireNewBranch';
import { targetText } from '../../core/upload/target/knownTarget';
import { countOf, listOf, plural } from '../progress/words';
import { compareConflict } from './compareConflict';
import type { Question } from '../prompts/choose';
import type { Upload } from './upload';
import type { UploadServices } from './uploadServices';

/** How many files a question names. */
const NAMED = 3;

/** Lets the user decide what a run cannot know. When the upload ends meanwhile, nothing is decided to be done. */
export function decisionsOf(upload: Upload, services: UploadServices): Decisions {
  return {
    onFailure: async (failed) =>
      (await decideOrRetry(upload, services, {
        message: t(
          '{0} failed on the way to {1}.',
          countOf(failed.length, 'file'),
          targetText(upload.target),
        ),
        detail: [...reasonsOf(failed), t('Nothing has been committed yet.')],
        answers: [
          { label: t('Retry Failed'), value: 'retry' as const },
          { label: t('Commit the Others'), value: 'commit' as const },
          { label: t('Discard'), value: 'discard' as const },
        ],
      })) ?? 'discard',
    onConflict: (paths) => decideOnConflict(paths, upload, services),
  };
}

/** What to do when some files could not be read: nothing has been sent yet. */
export async function decideOnUnread(
  failed: readonly FailedFile[],
  upload: Upload,
  services: UploadServices,
): Promise<'retry' | 'leave out' | 'cancel'> {
  const answer = await decide(upload, services, {
    message: t('{0} could not be read.', countOf(failed.length, 'file')),
    detail: reasonsOf(failed),
    answers: [
      { label: t('Retry'), value: 'retry' as const },
      { label: t('Upload the Others'), value: 'leave out' as const },
      { label: t('Cancel'), value: 'cancel' as const },
    ],
  });
  return answer ?? 'cancel';
}

async function decideOnConflict(
  paths: readonly string[],
  upload: Upload,
  services: UploadServices,
): Promise<ConflictDecision> {
  const place = targetText(upload.target);
  let isComparing = false;
  for (;;) {
    const question = {
      message: plural(
        paths.length,
        t('1 file on {0} was changed by someone else since you started.', place),
        (many) => t('{0} files on {1} were changed by someone else since you started.', many, place),
      ),
      detail: listOf(paths, NAMED),
      answers: [
        // The first one is what Enter chooses: it changes nothing. The last one loses what somebody else has done.
        { label: t('Compare…'), value: 'compare' as const },
        { label: t('New Branch…'), value: 'branch' as const },
        { label: t('Skip These'), value: 'skip' as const },
        { label: t('Cancel'), value: 'cancel' as const },
        { label: t('Overwrite'), value: 'overwrite' as const },
      ],
    };
    // In front of what is compared it would hide that.
    const answer = await decide(upload, services, question, { isAside: isComparing });
    switch (answer) {
      case 'compare':
        isComparing = await compareConflict(paths, upload, services);
        continue;
      case 'overwrite':
        return { kind: answer };
      case 'skip':
        for (const path of paths) upload.skippedPaths.add(path);
        return { kind: answer };
      case 'branch': {
        const branch = await askBranch(upload, services);
        if (branch === undefined) continue;
        upload.turnTo(branch);
        return { kind: 'branch', branch };
      }
      case 'cancel':
        upload.cancel();
        return { kind: 'fail' };
      case undefined:
        return { kind: 'fail' };
    }
  }
}

async function askBranch(
  upload: Upload,
  { accounts, prompts }: UploadServices,
): Promise<BranchName | undefined> {
  const { target, signal } = upload;
  const { origin, branch, repository: name } = target;
  const repository = (await accounts.server(origin)).repository(name);
  return upload.ask(() =>
    prompts.askText({
      title: t('New branch instead of {0}', branch),
      prompt: t('New branch name (created from {0})', branch),
      value: `${branch}-${new Date().toISOString().slice(0, 16).replace(':', '')}`,
      signal,
      read: async (text, closed) => {
        const wanted = parseBranch(text);
        await requireNewBranch(repository, wanted, closed);
        return wanted;
      },
    }),
  );
}

interface Asking {
  readonly isAside?: boolean;
  readonly signal?: AbortSignal;
}

function decide<T>(
  upload: Upload,
  { prompts }: UploadServices,
  question: Question<T>,
  { isAside = false, signal = upload.signal }: Asking = {},
): Promise<T | undefined> {
  const isExpected = upload.hasAttention && !isAside;
  return upload.ask(() => prompts.decide(question, { isExpected, signal, onRecall: upload.onDidRecall }));
}

function decideOrRetry<T extends string>(
  upload: Upload,
  services: UploadServices,
  question: Question<T>,
): Promise<T | 'retry' | undefined> {
  return upload.askOrRetry((signal) => decide(upload, services, question, { signal }));
}

/** Each file is named in its reason, or before it. */
function reasonsOf(failed: readonly FailedFile[]): readonly string[] {
  const reasons = failed.map(({ path, error }) =>
    error.message.includes(path)
      ? error.message
      : `${vscode.workspace.asRelativePath(path)}: ${error.message}`,
  );
  return listOf(reasons, NAMED);
}
