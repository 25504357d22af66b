import { t } from '@vscode/l10n';
import type { RepositoryName } from '../../oxen/address';
import type { BranchName } from '../../oxen/branchName';
import { allBranches } from '../../oxen/branches';
import type { OxenServer, Repository } from '../../oxen/http/client';
import { HttpError } from '../../oxen/errors';
import { getRepository, type RepositoryInfo } from '../../oxen/repositories';
import { getFeatures } from '../../oxen/server/server';
import type { ServerFeatures } from '../../oxen/server/serverVersion';
import type { RepoDirectory } from '../../repoPath';
import type { Target } from './target';

export interface TargetRequest {
  readonly server: OxenServer;
  readonly repository: RepositoryName;
  readonly branch: BranchName;
  readonly directory: RepoDirectory;
}

export interface FoundTarget {
  readonly target: Target;
  readonly missing: 'repository' | 'branch' | undefined;
  /** Those that the repository has. */
  readonly branches: readonly BranchName[];
}

/** Looks for server, repository and branch. A first contact: when the server does not answer, that is said at once. */
export async function findTarget(request: TargetRequest, signal: AbortSignal): Promise<FoundTarget> {
  return lookAgain(request, await getFeatures(request.server, signal), signal);
}

/** Looks for repository and branch on a server that is known: what breaks on the way is asked for again. */
export async function lookAgain(
  { server, repository: name, branch, directory }: TargetRequest,
  features: ServerFeatures,
  signal: AbortSignal,
): Promise<FoundTarget> {
  const repository = server.repository(name);
  const info = await visibleRepository(repository, signal);
  const target = { repository, branch, directory, features, store: info?.store ?? 'unknown' };
  if (info === undefined) return { target, missing: 'repository', branches: [] };
  const listed = await allBranches(repository, signal);
  const branches = listed.branches.map(({ name }) => name);
  // The first commit of an empty repository makes its branch.
  const isEmpty = branches.length === 0 && listed.unusable.length === 0;
  const isThere = isEmpty || branches.includes(branch);
  return { target, missing: isThere ? undefined : 'branch', branches };
}

/** Branches named in one sentence. */
const NAMED = 10;

/** The branches for a sentence: the first of them, where there are many. */
export function namesText(branches: readonly BranchName[]): string {
  if (branches.length === 0) return t('none with a supported name');
  const named = branches.slice(0, NAMED).join(', ');
  return branches.length <= NAMED ? named : t('{0} and {1} more', named, branches.length - NAMED);
}

/** For whom a repository that does not show may be hidden, in words. */
export function hiddenFrom({ keyWords }: OxenServer): string {
  return t('hidden from {0}', keyWords ?? t('those without a key'));
}

/** A hub hides what is private: a 404, in whatever words. */
async function visibleRepository(
  repository: Repository,
  signal: AbortSignal,
): Promise<RepositoryInfo | undefined> {
  try {
    return await getRepository(repository, signal);
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return undefined;
    throw error;
  }
}
