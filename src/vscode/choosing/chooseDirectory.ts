import { t } from '@vscode/l10n';
import { repositoryText } from '../../core/oxen/address';
import type { BranchName } from '../../core/oxen/branchName';
import type { Repository } from '../../core/oxen/http/client';
import { directoryPage } from '../../core/oxen/tree';
import { isRefusal, repoDirectory, type RepoDirectory } from '../../core/repoPath';
import { UserError } from '../../core/userError';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import type { Choice } from '../prompts/pick';
import type { Back, Stepped } from '../prompts/stepped';
import type { Answer } from './askThen';

/** The server lists directories first; these are only suggestions. */
const FIRST_PAGE = { page: 1, page_size: 200 };

/** The root, one of the directories in it, or any other that is typed. */
export async function chooseDirectory(
  { log, prompts }: { readonly log: Log; readonly prompts: Prompts },
  { repository, branch }: { readonly repository: Repository; readonly branch: BranchName },
  stepped: Stepped<Back> = {},
): Promise<Answer<RepoDirectory>> {
  return prompts.pick<RepoDirectory | Back>({
    title: t('Choose Upload Target: {0} · {1}', repositoryText(repository.name), branch),
    placeholder: t('Choose a directory or type its path'),
    typed: (text) => choiceOf(text, t('will be created'))[0],
    choices: choiceOf('', t('the root')),
    loading: async (signal) => {
      try {
        const root = await directoryPage(repository, branch, '', FIRST_PAGE, signal);
        return (root?.entries ?? [])
          .filter((entry) => entry.is_dir)
          .flatMap(({ filename }) => choiceOf(filename));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        log.warn(error.message);
        return [];
      }
    },
    ...stepped,
  });
}

/** None for what cannot be a directory. */
function choiceOf(path: string, description?: string): Choice<RepoDirectory>[] {
  const directory = repoDirectory(path);
  if (isRefusal(directory)) return [];
  const shown = directory === '' ? { icon: 'root-folder', label: '/' } : { icon: 'folder', label: directory };
  return [{ ...shown, ...(description !== undefined && { description }), value: directory }];
}
