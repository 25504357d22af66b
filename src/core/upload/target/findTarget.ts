import { t } from '@vscode/l10n';
import type { RepositoryName } from '../../oxen/address';
import type { BranchName } from '../../oxen/branchName';
import { allBranches, type Branch, type ListedBranches } from '../../oxen/branches';
import type { OxenServer } from '../../oxen/http/client';
import { HttpError } from '../../oxen/errors';
import type { Repeat } from '../../oxen/http/retry';
import { getRepository, type RepositoryInfo } from '../../oxen/repositories';
import { getFeatures } from '../../oxen/server/server';
import type { ServerFeatures } from '../../oxen/server/serverVersion';
import type { RepoDirectory } from '../../repoPath';
import { together } from '../limits/together';
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
  readonly branches: readonly Branch[];
  /** When they were asked for, as `performance.now()` has it. */
  readonly seenAt: number;
}

/**
 * Looks for server, repository and branch, with all questions at once. A first contact: when the server does not answer,
 * that is said at once.
 */
export async function findTarget(request: TargetRequest, signal: AbortSignal): Promise<FoundTarget> {
  const [features, seen] = await together(signal, (both) => [
    getFeatures(request.server, both),
    look(request, both, 'never').catch(() => 'broke' as const),
  ]);
  return seen === 'broke' ? lookAgain(request, features, signal) : found(request, features, seen);
}

/** Looks for repository and branch on a server that is known: what breaks on the way is asked for again. */
export async function lookAgain(
  request: TargetRequest,
  features: ServerFeatures,
  signal: AbortSignal,
): Promise<FoundTarget> {
  return found(request, features, await look(request, signal, 'safe'));
}

/** What a server has of a repository: nothing when it does not show. */
interface Seen {
  readonly has: { readonly info: RepositoryInfo; readonly listed: ListedBranches } | undefined;
  /** When it was asked, as `performance.now()` has it. */
  readonly at: number;
}

async function look(
  { server, repository: name }: TargetRequest,
  signal: AbortSignal,
  repeat: Repeat,
): Promise<Seen> {
  const repository = server.repository(name);
  const at = performance.now();
  const [info, listed] = await together(signal, (both) => [
    visible(getRepository(repository, both, repeat)),
    visible(allBranches(repository, both, repeat)),
  ]);
  if (info === undefined) return { has: undefined, at };
  // Where it was made between the two answers.
  return { has: { info, listed: listed ?? (await allBranches(repository, signal)) }, at };
}

function found(
  { server, repository: name, branch, directory }: TargetRequest,
  features: ServerFeatures,
  { has, at: seenAt }: Seen,
): FoundTarget {
  const repository = server.repository(name);
  const target = { repository, branch, directory, features, store: has?.info.store ?? 'unknown' };
  if (has === undefined) return { target, missing: 'repository', branches: [], seenAt };
  const { branches, unusable } = has.listed;
  // The first commit of an empty repository makes its branch.
  const isEmpty = branches.length === 0 && unusable.length === 0;
  const isThere = isEmpty || branches.some(({ name }) => name === branch);
  return { target, missing: isThere ? undefined : 'branch', branches, seenAt };
}

/** Branches named in one sentence. */
const NAMED = 10;

/** The branches for a sentence: the first of them, where there are many. */
export function namesText(branches: readonly Branch[]): string {
  if (branches.length === 0) return t('none with a supported name');
  const named = branches
    .slice(0, NAMED)
    .map(({ name }) => name)
    .join(', ');
  return branches.length <= NAMED ? named : t('{0} and {1} more', named, branches.length - NAMED);
}

/** For whom a repository that does not show may be hidden, in words. */
export function hiddenFrom({ keyWords }: OxenServer): string {
  return t('hidden from {0}', keyWords ?? t('those without a key'));
}

/** A hub hides what is private: a 404, in whatever words. */
async function visible<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return undefined;
    throw error;
  }
}
