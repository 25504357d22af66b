import { t } from '@vscode/l10n';
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, resolve, sep } from 'node:path';
import { errorCode, LocalFileError, localFileError } from '../core/files/localFileError';
import { UserError } from '../core/userError';
import { requirePlaceOf } from './currentFolder';

/**
 * The paths of the command line as `cp -r` reads them, absolute: what ends in `.`, `..` or is the root stands for
 * what is in that folder (`/.` at the end says so), and a link with a `/` behind it for the folder that it leads to.
 *
 * @throws UserError for a way up (`..`) from what is no folder, and for a relative path in a folder that is gone
 */
export function selectionOf(paths: readonly string[]): readonly string[] {
  return paths.map((path) => {
    requirePlaceOf(path);
    const place = afterWaysUp(path);
    if (['', '.', '..'].includes(basename(path))) return physical(path, place).replace(/[\\/]*$/, `${sep}.`);
    return path.endsWith('/') && !isFolder(place) ? place + sep : place;
  });
}

/** The system goes up from where a link leads and only from folders, `resolve` from where it lies and from anything. */
function afterWaysUp(path: string): string {
  const [up = ''] = WAYS_UP.exec(path) ?? [];
  if (up === '') return resolve(path);
  const rest = path.slice(up.length).replace(/^[\\/]+/, '');
  try {
    statSync(up); // not every system's realpath looks whether it is a folder that it goes up from
    return resolve(realpathSync.native(up), rest);
  } catch (error) {
    throw noWayUp(path, error);
  }
}

/** All up to the last `..`. */
const WAYS_UP = sep === '/' ? /^(?:.*\/)?\.\.(?=\/|$)/s : /^(?:.*[\\/])?\.\.(?=[\\/]|$)/s;

function noWayUp(path: string, cause: unknown): UserError {
  switch (errorCode(cause)) {
    case 'ENOENT':
      return new LocalFileError(path, 'missing', { cause });
    case 'ENOTDIR':
      return new UserError(t('{0} leads up (..) from what is not a folder.', path), {
        advice: t('Check the path.'),
        cause,
      });
    default:
      return localFileError(path, cause);
  }
}

// What cannot be looked at below the scan cannot look at either, and says so.

function physical(path: string, otherwise: string): string {
  try {
    return realpathSync.native(path); // the other one goes up before it looks for links
  } catch {
    return otherwise;
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return true;
  }
}
