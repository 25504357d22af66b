import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import { isRefusal, joinRepoPath, repoDirectory, type RepoDirectory } from '../../../core/repoPath';
import { UserError } from '../../../core/userError';
import { namesFor } from '../../naming';
import type { Upload } from '../upload';
import type { UploadServices } from '../uploadServices';

type Way = 'by place in the workspace' | 'by name' | 'another directory';

/**
 * *Change Destination…*: how the files of an upload in review are named below its directory, or another directory.
 *
 * @param readAgain has them compared with what lies there
 */
export async function changeDestination(
  upload: Upload,
  { prompts }: Pick<UploadServices, 'prompts'>,
  readAgain: () => void,
): Promise<void> {
  const { selection, target } = upload.order;
  const byPlace = await namesFor(selection, 'by place in the workspace');
  const byName = selection.map((path) => basename(path));
  const way = await prompts.pick<Way>({
    title: t('Change Destination'),
    placeholder: t('Where should the files go?'),
    choices: [
      {
        icon: 'root-folder',
        label: t('Path in the Workspace'),
        description: placeIn(target.directory, byPlace ?? byName),
        value: 'by place in the workspace',
      },
      {
        icon: 'file',
        label: t('File or Folder Name Only'),
        description: placeIn(target.directory, byName),
        value: 'by name',
      },
      { icon: 'folder', label: t('Another Directory…'), value: 'another directory' },
    ],
  });
  if (way === undefined) return;
  if (way !== 'another directory') upload.reorder({ names: await namesFor(selection, way) });
  else {
    const directory = await prompts.askText({
      title: t('Change Destination'),
      prompt: t('Directory of the repository (empty: its root)'),
      value: target.directory,
      signal: upload.signal,
      read: directoryOf,
    });
    if (directory === undefined) return;
    upload.reorder({ target: { ...target, directory } });
  }
  readAgain();
}

function directoryOf(text: string): RepoDirectory {
  const directory = repoDirectory(text.trim());
  if (!isRefusal(directory)) return directory;
  throw new UserError(t('“{0}” is not a valid directory: {1}.', text, directory.reason));
}

/** `→ data/cats.png`, for several of them with how many more. */
function placeIn(directory: RepoDirectory, [first = '', ...others]: readonly string[]): string {
  const place = `→ ${joinRepoPath(directory, first) || '/'}`;
  return others.length === 0 ? place : t('{0} and {1} more', place, others.length);
}
