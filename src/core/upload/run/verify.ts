import { t } from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import type { ContentHash } from '../../contentHash';
import type { BranchName } from '../../oxen/branchName';
import { IntegrityError } from '../../oxen/errors';
import type { Commit } from '../../oxen/schemas';
import { listWorkspaces, type Workspace } from '../../oxen/workspaces';
import type { RepoPath } from '../../repoPath';
import { UserError } from '../../userError';
import type { SendContext } from '../engines/engine';
import { together } from '../limits/together';
import type { Listings } from '../plan/listings';
import { pathsOf } from '../plan/partialPlan';
import type { Plan } from '../plan/plan';
import { type RemoteTree, visitEntries } from '../plan/remoteTree';
import { isJustNow } from './justNow';
import { findCommit } from './uploadId';

/**
 * The commit was made, but the branch went on without it: below 0.62 two merges can race
 * (docs/protocol/merge.md#races).
 */
export class LostCommitError extends IntegrityError {
  constructor(commit: Commit, branch: BranchName) {
    super(
      t(
        'The commit {0} was created, but a concurrent commit removed it from the branch {1}.',
        commit.id,
        branch,
      ),
      { advice: t('Upload again: content already on the server is not sent again.') },
    );
  }
}

/** How much longer than ours a merge may take that was under way beside it, in ms. */
const STRAGGLER = 3000;

/**
 * Proves that the commit is in the branch's history, and that it holds each planned path with the planned hash.
 *
 * @throws LostCommitError; IntegrityError that says what is missing
 */
export async function verify(
  plan: Plan,
  commit: Commit,
  { workspace, features, signal, report }: SendContext,
  listings: Listings,
): Promise<void> {
  report({ type: 'phase', phase: 'verifying' });
  const { repository, branch } = workspace;
  /** @returns when that was asked for */
  const requireInHistory = async (signal: AbortSignal): Promise<number> => {
    const at = performance.now();
    const found = await findCommit(repository, branch, ({ id }) => id === commit.id, signal);
    if (found === undefined) throw new LostCommitError(commit, branch);
    return at;
  };
  const requireToStay = async (signal: AbortSignal): Promise<number> => {
    const others = !features.addAddConflict && (await areOthersAtWork(workspace, signal));
    const seenAt = await requireInHistory(signal); // where nobody is at work, all that was under way has landed
    if (!others) return seenAt;
    report({
      type: 'waiting',
      reason: t('Others are committing to this repository: checking again that the branch keeps the commit.'),
      ms: STRAGGLER,
    });
    await delay(STRAGGLER, undefined, { signal });
    return requireInHistory(signal);
  };
  const tree = { repository, revision: commit.id, listings: unread(listings) };
  const [wrong, seenAt] = await together(signal, (both) => [
    pathsNotAsPlanned(plan, { ...tree, signal: both }),
    requireToStay(both),
  ]);
  if (wrong.length > 0) {
    throw new IntegrityError(
      t(
        'The commit {0} does not match what was uploaded. Files that differ: {1}, starting with {2}.',
        commit.id,
        wrong.length,
        wrong[0] ?? '',
      ),
      {
        advice: t('Upload again, and contact the server’s administrator.'),
      },
    );
  }
  // A branch may be moved by force while much is proven.
  if (!isJustNow(seenAt)) await requireInHistory(signal);
}

/** Whether somebody's merge may be under way: it has its workspace until it has landed. */
async function areOthersAtWork({ repository, id }: Workspace, signal: AbortSignal): Promise<boolean> {
  try {
    const workspaces = await listWorkspaces(repository, signal);
    return workspaces.some((other) => other !== id);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError) return true; // Not everybody may list them.
    throw error;
  }
}

/** What was listed before proves nothing; what is listed now spares the next plan of the same its listing. */
function unread(listings: Listings): RemoteTree['listings'] {
  return {
    get: () => Promise.resolve(undefined),
    put: (repository, hash, entries) => listings.put(repository, hash, entries),
  };
}

/** The planned paths that hold something else there, or nothing. */
export async function pathsNotAsPlanned(plan: Plan, tree: RemoteTree): Promise<readonly RepoPath[]> {
  const paths = pathsOf(plan.blobs);
  const hashes: ContentHash[] = [];
  for (const { hash, destinations } of plan.blobs) destinations.forEach(() => hashes.push(hash));
  const isRight = new Uint8Array(paths.length);
  await visitEntries({ ...tree, expectsAll: true }, paths, {
    found(index, { hash }) {
      if (hashes[index] === hash) isRight[index] = 1;
    },
    blocked: () => undefined,
  });
  return paths.filter((_, index) => isRight[index] !== 1);
}
