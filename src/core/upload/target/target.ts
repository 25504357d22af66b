import type { BranchName } from '../../oxen/branchName';
import type { Repository } from '../../oxen/http/client';
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
