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
  const found = await visibleRepository(repository, signal);
  if (found !== undefined) return found;
  const { name, server } = repository;
  const text = repositoryText(name);
  const hidden = `hidden from ${server.keyWords ?? 'those without a key'}`;
  if (!create) {
    throw new UserError(`There is no repository ${text} on ${server.origin}, or it is ${hidden}.`, {
      advice:
        server.keyWords === undefined
          ? 'Check the name. If the repository is private, connect with your key.'
          : 'Check the name, make the repository first, or ask its owner for access.',
    });
  }
  if (pretend !== undefined) {
    pretend(`The repository ${text} would be made.`);
    return undefined;
  }
  await createRepository(repository, signal);
  const made = await visibleRepository(repository, signal);
  if (made !== undefined) return made;
  throw new UserError(`The repository ${text} is there already, but ${hidden}.`, {
    advice: 'Ask its owner for access, or choose another name.',
  });
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
