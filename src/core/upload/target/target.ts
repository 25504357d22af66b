import type { BranchName } from '../../oxen/branchName';
import type { Branch } from '../../oxen/branches';
import type { Repository } from '../../oxen/http/client';
import type { CommitId } from '../../oxen/ids';
import type { RepositoryInfo } from '../../oxen/repositories';
import type { ServerFeatures } from '../../oxen/server/serverVersion';
import type { RepoDirectory } from '../../repoPath';

/** Where an upload goes, and what is known of its server. Made by {@link openTarget}. */
export interface Target {
  readonly repository: Repository;
  readonly branch: BranchName;
  readonly directory: RepoDirectory;
  readonly features: ServerFeatures;
  readonly store: RepositoryInfo['store'];
}

/** A target, and the newest commit of its branch; none in an empty repository. */
export interface BranchNow {
  readonly target: Target;
  readonly base: CommitId | undefined;
  /** When that was asked for, as `performance.now()` has it: what it tells is no older. */
  readonly seenAt: number;
}

/** What the list of the branches tells need not be asked for again. */
export function nowIn(
  target: Target,
  { branches, seenAt }: { readonly branches: readonly Branch[]; readonly seenAt: number },
): BranchNow {
  return { target, base: branches.find(({ name }) => name === target.branch)?.commit_id, seenAt };
}
