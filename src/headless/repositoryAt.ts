import { t } from '@vscode/l10n';
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
  const advice = t('Give --repo as {0}, or make both agree.', plainText(repositoryText(repository)));
  if (server !== origin) {
    throw new UserError(t('--repo is on {0}, but --server is {1}.', server, origin), { advice });
  }
  if (page === undefined) return repository;

  const shown = plainText(`${page.kind}/${page.branchAndPath}`);
  if (page.kind === 'file') {
    throw new UserError(t('--repo is the address of a file ({0}).', shown), {
      advice: t('{0} Use --into for the directory to upload to.', advice),
    });
  }
  if (page.branchAndPath !== branch && !page.branchAndPath.startsWith(`${branch}/`)) {
    throw new UserError(t('--repo names another branch ({0}) than --branch, which is {1}.', shown, branch), {
      advice,
    });
  }
  const path = page.branchAndPath.slice(branch.length + 1);
  if (path !== '' && path !== directory) {
    const into = directory === '' ? t('not given') : directory;
    throw new UserError(t('--repo names another directory ({0}) than --into, which is {1}.', shown, into), {
      advice,
    });
  }
  return repository;
}
