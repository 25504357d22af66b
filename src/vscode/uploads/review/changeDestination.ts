import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import { joinRepoPath, type RepoDirectory } from '../../../core/repoPath';
import { type Answer, askThen } from '../../choosing/askThen';
import { chooseDirectory } from '../../choosing/chooseDirectory';
import type { UploadOrder } from '../../../core/upload/upload';
import { namesFor } from '../../naming';
import { BACK } from '../../prompts/stepped';
import type { Upload } from '../upload';
import type { UploadServices } from '../uploadServices';

type Way = 'by place in the workspace' | 'by name' | 'another directory';

type Services = Pick<UploadServices, 'accounts' | 'log' | 'prompts'>;

/** Where an upload goes, as far as a review can change it. */
type Destination = Pick<UploadOrder, 'names' | 'target'>;

/**
 * *Change Destination…*: how the files of an upload in review are named below its directory, or another directory.
 *
 * @param readAgain has them compared with what lies there
 */
export async function changeDestination(
  upload: Upload,
  services: Services,
  readAgain: () => void,
): Promise<void> {
  const destination = await askThen(
    () => askWay(upload.order, services),
    (way) => destinationBy(way, upload.order, services),
  );
  if (destination === undefined || destination === BACK) return;
  upload.reorder(destination);
  readAgain();
}

async function askWay({ selection, target }: UploadOrder, { prompts }: Services): Promise<Way | undefined> {
  const byPlace = await namesFor(selection, 'by place in the workspace');
  const byName = selection.map((path) => basename(path));
  return prompts.pick<Way>({
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
}

async function destinationBy(
  way: Way,
  { names, selection, target }: UploadOrder,
  services: Services,
): Promise<Answer<Destination>> {
  if (way !== 'another directory') return { names: await namesFor(selection, way), target };
  const { branch, origin, repository: name } = target;
  const repository = (await services.accounts.server(origin)).repository(name);
  const directory = await chooseDirectory(services, { repository, branch }, { back: BACK });
  if (directory === undefined || directory === BACK) return directory;
  return { names, target: { ...target, directory } };
}

/** `→ data/cats.png`, for several of them with how many more. */
function placeIn(directory: RepoDirectory, [first = '', ...others]: readonly string[]): string {
  const place = `→ ${joinRepoPath(directory, first) || '/'}`;
  return others.length === 0 ? place : t('{0} and {1} more', place, others.length);
}
