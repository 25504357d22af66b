import { type Origin, parseRepository, type RepositoryName, repositoryText } from '../core/oxen/address';
import type { BranchName } from '../core/oxen/branchName';
import { plainText } from '../core/plainText';
import type { RepoDirectory } from '../core/repoPath';
import { UserError } from '../core/userError';

/** What the other options say of the target. */
interface Place {
  readonly origin: Origin;
  readonly branch: BranchName;
  readonly directory: RepoDirectory;
}

/**
 * The repository of `--repo`. When that is an address, what else it names has to be what the other options say.
 *
 * @throws UserError when it is no repository, or one at another place
 */
export function repositoryAt(text: string, { origin, branch, directory }: Place): RepositoryName {
  const { origin: server = origin, repository, page } = parseRepository(text);
  const advice = `Give --repo as ${plainText(repositoryText(repository))}, or make the two agree.`;
  if (server !== origin) {
    throw new UserError(`--repo is on ${server}, but --server is ${origin}.`, { advice });
  }
  if (page === undefined) return repository;

  const shown = plainText(`${page.kind}/${page.branchAndPath}`);
  if (page.kind === 'file') {
    throw new UserError(`--repo is the address of a file (${shown}).`, {
      advice: `${advice} A directory to upload to goes in --into.`,
    });
  }
  if (page.branchAndPath !== branch && !page.branchAndPath.startsWith(`${branch}/`)) {
    throw new UserError(`--repo names another branch (${shown}) than --branch, which is ${branch}.`, {
      advice,
    });
  }
  const path = page.branchAndPath.slice(branch.length + 1);
  if (path !== '' && path !== directory) {
    const into = directory === '' ? 'not given' : directory;
    throw new UserError(`--repo names another directory (${shown}) than --into, which is ${into}.`, {
      advice,
    });
  }
  return repository;
}
