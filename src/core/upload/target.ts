import type { BranchName } from '../oxen/branchName';
import type { Repository } from '../oxen/client';
import type { RepoDirectory } from '../repoPath';

/** Where an upload goes. */
export interface Target {
  readonly repository: Repository;
  readonly branch: BranchName;
  readonly directory: RepoDirectory;
}
