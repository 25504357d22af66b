import type { Stats } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { localFileError } from '../localFileError';

/**
 * Makes sure that a file may be read, without reading it.
 * @throws LocalFileError when it may not
 */
export async function requireReadable(path: string, stats: Stats): Promise<void> {
  if (isSurelyReadable(stats)) return;
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw localFileError(path, error);
  });
}

/** To ask for it takes as long as a third of looking at a file. */
const USER = process.getuid?.();

/** On Linux the owner may do what the mode says: asking for each file would cost as much as looking at it. */
function isSurelyReadable({ uid, mode }: Stats): boolean {
  return process.platform === 'linux' && uid === USER && (mode & constants.S_IRUSR) !== 0;
}
