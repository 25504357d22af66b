import { t } from '@vscode/l10n';
import { listBranches } from '../../oxen/branches';
import type { Repository } from '../../oxen/http/client';
import { history } from '../../oxen/history';
import type { CommitId } from '../../oxen/ids';
import { deleteRepository } from '../../oxen/repositories';
import { directoryPage } from '../../oxen/tree';
import { listWorkspaces } from '../../oxen/workspaces';
import { repositoryText } from '../../oxen/address';
import type { Report } from '../events';
import type { MadeTarget, Make, Missing } from '../target/planTarget';
import type { Receipt } from './receipt';
import { CLEAN_UP_TIME } from './discard';
import { messageOf } from '../../userError';

/**
 * Runs, and makes what is missing for it: not for nothing, since what is left empty somebody would have to clean up. A
 * repository that was made goes again when nothing was committed, and nothing waits in it.
 */
export async function withMissing(
  missing: Missing | undefined,
  report: Report,
  run: (make: Make | undefined) => Promise<Receipt>,
): Promise<Receipt> {
  let made: MadeTarget | undefined;
  let isUsed = false;
  try {
    const receipt = await run(missing && (async (signal) => (made ??= await missing.make(signal))));
    isUsed = receipt.commit !== undefined || receipt.result === 'interrupted';
    return receipt;
  } finally {
    if (made?.isNewRepository === true && !isUsed) await remove(made, report);
  }
}

async function remove({ target: { repository } }: MadeTarget, report: Report): Promise<void> {
  const name = repositoryText(repository.name);
  try {
    const isGone = await takeBack(repository, AbortSignal.timeout(CLEAN_UP_TIME));
    const text = isGone
      ? t('The repository {0}, created for this upload, was deleted again.', name)
      : t('The repository {0}, created for this upload, was kept: someone else has started using it.', name);
    report({ type: 'note', text });
  } catch (error) {
    report({
      type: 'note',
      text: `The repository ${name}, created for this upload, may still exist, empty: ${messageOf(error)}`,
    });
  }
}

/**
 * Deletes a repository that this process made a while ago and put nothing into; whether it did. It stays as soon as
 * anybody has begun anything there: no server deletes on a condition, so we look, and then delete at once.
 */
async function takeBack(repository: Repository, signal: AbortSignal): Promise<boolean> {
  if (!(await isUntouched(repository, signal))) return false;
  await deleteRepository(repository, signal);
  return true;
}

/**
 * Who commits has a workspace until the commit is there. So nobody slips through between the last two looks; only who
 * begins and commits between them and the deletion could.
 */
async function isUntouched(repository: Repository, signal: AbortSignal): Promise<boolean> {
  const [branch, ...others] = await listBranches(repository, signal);
  if (others.length > 0) return false;
  if (branch !== undefined && !(await isOnlyBegun(repository, branch.commit_id, signal))) return false;
  if ((await listWorkspaces(repository, signal, 'safe')).length > 0) return false;
  const now = await listBranches(repository, signal);
  return now.length <= 1 && now[0]?.commit_id === branch?.commit_id;
}

/**
 * The server makes a first commit, with nothing in it, for the first workspace (docs/protocol/workspaces.md#opening).
 */
async function isOnlyBegun(repository: Repository, head: CommitId, signal: AbortSignal): Promise<boolean> {
  const commits = history(repository, head, signal);
  await commits.next();
  const isSecond = (await commits.next()).done !== true;
  if (isSecond) return false;
  const root = await directoryPage(repository, head, '', { page: 1, page_size: 1 }, signal);
  return root === undefined || root.total_entries === 0;
}
