import type { RepositoryName } from '../oxen/address';
import { repositoryText } from '../oxen/address';
import { type BranchName, parseBranch } from '../oxen/branchName';
import { createBranch, listBranches } from '../oxen/branches';
import type { OxenServer, Repository } from '../oxen/client';
import { HttpError } from '../oxen/errors';
import { createRepository, getRepository, type RepositoryInfo } from '../oxen/repositories';
import { getFeatures } from '../oxen/server';
import type { RepoDirectory } from '../repoPath';
import { UserError } from '../userError';
import type { Target } from './target';

export interface TargetRequest {
  readonly server: OxenServer;
  readonly repository: RepositoryName;
  readonly branch: BranchName;
  readonly directory: RepoDirectory;
  /** Make what is missing: the repository, and the branch from `main`, else from the only one. */
  readonly create: boolean;
  /** Make nothing after all: told what would be made. The target is then the branch that it would begin from. */
  readonly pretend?: (text: string) => void;
}

/**
 * The target, after a look that its server, repository and branch are there. A first contact: when the server does
 * not answer, that is said at once.
 *
 * @throws UserError that names what is missing
 */
export async function openTarget(request: TargetRequest, signal: AbortSignal): Promise<Target> {
  const { server, repository: name, branch, directory, create, pretend } = request;
  const features = await getFeatures(server, signal);
  const repository = server.repository(name);
  const info = await openRepository(repository, request, signal);
  const target = { repository, branch, directory, features, store: info?.store ?? 'unknown' };
  if (info === undefined) return target;
  const branches = (await listBranches(repository, signal)).map((item) => item.name);
  // The first commit of an empty repository makes its branch.
  if (branches.length > 0 && !branches.includes(branch)) {
    if (!create) {
      throw new UserError(`${repositoryText(name)} has no branch ${branch}. It has ${branches.join(', ')}.`, {
        advice: 'Check the name, or make the branch first.',
      });
    }
    const start = startOf(branch, branches);
    if (pretend !== undefined) {
      pretend(`The branch ${branch} would be made from ${start}.`);
      return { ...target, branch: parseBranch(start) };
    }
    await createBranch(repository, branch, start, signal);
  }
  return target;
}

/**
 * Asked for before it is made: a key that may upload to a repository need not be one that may make it. `undefined`
 * for one that would be made.
 */
async function openRepository(
  repository: Repository,
  { create, pretend }: TargetRequest,
  signal: AbortSignal,
): Promise<RepositoryInfo | undefined> {
  try {
    return await getRepository(repository, signal);
  } catch (error) {
    if (!(error instanceof HttpError && error.status === 404)) throw error;
    const name = repositoryText(repository.name);
    if (create && pretend !== undefined) {
      pretend(`The repository ${name} would be made.`);
      return undefined;
    }
    if (create) {
      await createRepository(repository, signal);
      return getRepository(repository, signal);
    }
    throw new UserError(
      `There is no repository ${name} on ${repository.server.origin}, or it is hidden from this key.`,
      {
        advice: 'Check the name, or make the repository first.',
        cause: error,
      },
    );
  }
}

function startOf(branch: BranchName, branches: readonly string[]): string {
  const [first, ...others] = branches;
  if (branches.includes('main')) return 'main';
  if (first !== undefined && others.length === 0) return first;
  throw new UserError(
    `It is not clear what the new branch ${branch} is to begin from: there is no main, but ${branches.join(', ')}.`,
    {
      advice: 'Make the branch first, from the one that you mean.',
    },
  );
}
