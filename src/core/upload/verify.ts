import type { BranchName } from '../oxen/branchName';
import type { Repository } from '../oxen/client';
import { IntegrityError } from '../oxen/errors';
import type { Commit } from '../oxen/schemas';
import type { Revision } from '../oxen/tree';
import type { RepoPath } from '../repoPath';
import type { Sending } from './engines/engine';
import { type Plan, plannedPaths } from './plan';
import { findEntries } from './remoteTree';
import { findCommit } from './uploadId';

/** The commit was made, but the branch went on without it: below 0.62 two merges can race (oxen-protocol.md §3.6). */
export class LostCommitError extends IntegrityError {
  constructor(commit: Commit, branch: BranchName) {
    super(
      `The commit ${commit.id} was made, but the branch ${branch} has lost it to another commit at the same moment.`,
      { advice: 'Upload again: what the server has is not sent twice.' },
    );
  }
}

/**
 * Proves that the commit is in the branch's history, and that it holds each planned path with the planned hash.
 *
 * @throws LostCommitError; IntegrityError that says what is missing
 */
export async function verify(
  plan: Plan,
  commit: Commit,
  { workspace, signal, report }: Sending,
): Promise<void> {
  report({ type: 'phase', phase: 'verifying' });
  const { repository, branch } = workspace;
  const requireInHistory = async () => {
    const found = await findCommit(repository, branch, ({ id }) => id === commit.id, signal);
    if (found === undefined) throw new LostCommitError(commit, branch);
  };
  await requireInHistory();
  const wrong = await pathsNotAsPlanned(plan, repository, commit.id, signal);
  if (wrong.length > 0) {
    throw new IntegrityError(
      `The commit ${commit.id} does not hold what was uploaded: ${wrong.length} files differ, the first is ${wrong[0] ?? ''}.`,
      {
        advice: 'Upload again, and tell the server’s administrator.',
      },
    );
  }
  // The other commit may have landed after the first look.
  await requireInHistory();
}

/** The planned paths that hold something else, or nothing, at `revision`. */
export async function pathsNotAsPlanned(
  plan: Plan,
  repository: Repository,
  revision: Revision,
  signal: AbortSignal,
): Promise<readonly RepoPath[]> {
  const planned = plannedPaths(plan);
  const { entries } = await findEntries(repository, revision, [...planned.keys()], signal);
  return [...planned].filter(([path, { hash }]) => entries.get(path)?.hash !== hash).map(([path]) => path);
}
