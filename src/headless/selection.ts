import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';

/**
 * The paths of the command line as `cp -r` reads them, absolute: what ends in `.`, `..` or is the root stands for
 * what is in that folder (`/.` at the end says so), and a link with a `/` behind it for the folder that it leads to.
 */
export function selectionOf(paths: readonly string[]): readonly string[] {
  return paths.map((path) => {
    const name = basename(path);
    if (['', '.', '..'].includes(name)) return physical(path).replace(/[\\/]*$/, `${sep}.`);
    const place = path.includes('..') ? join(physical(dirname(path)), name) : resolve(path);
    return path.endsWith('/') && !isFolder(place) ? place + sep : place;
  });
}

// What cannot be looked at here the scan cannot look at either, and says so.

/** The system goes up from where a link leads, `resolve` from where it lies. */
function physical(path: string): string {
  try {
    return realpathSync.native(path); // the other one goes up before it looks for links
  } catch {
    return resolve(path);
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return true;
  }
}
