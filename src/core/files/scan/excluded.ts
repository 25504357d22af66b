import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { leadsOut } from './relativeName';

/**
 * VS Code's folder for the extension, wherever an edition of it has its own: the extension is told where, the headless
 * command is not. What was dropped into a window lies there, to be uploaded.
 */
const STORAGE = /[\\/]globalStorage[\\/]oxen-upload\.oxen-upload(?:$|[\\/](?!dropped-))/i;

/** Whether what lies at a path on disk is left out. */
export type IsExcluded = (disk: string) => boolean;

/**
 * Finds what is left out of folders, whichever way leads to it: a home may be a link. That of the extension always is.
 *
 * @param folders absolute; one that is not there leaves nothing out
 * @returns for a folder: asked with what lies in it, spelled as that folder is, without a link below it
 */
export function excludedFinder(folders: readonly string[]): (root: string) => Promise<IsExcluded> {
  const found = Promise.all(folders.map(realOf));
  return async (root) => {
    const real = await realOf(root);
    const here = (await found).flatMap((folder) => {
      if (folder === undefined || real === undefined) return [];
      const inside = relative(real, folder);
      if (!leadsOut(inside)) return [join(root, inside)];
      return leadsOut(relative(folder, real)) ? [] : [root];
    });
    return (disk) =>
      STORAGE.test(disk) || here.some((folder) => disk === folder || disk.startsWith(below(folder)));
  };
}

/** What cannot be looked at is told when it is scanned. */
function realOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

function below(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
