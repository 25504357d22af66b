import type { BigIntStats } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { localFileError } from '../localFileError';

/**
 * Makes sure that a file may be read, without reading it.
 * @throws LocalFileError when it may not
 */
export async function requireReadable(path: string, stats: BigIntStats): Promise<void> {
  if (isSurelyReadable(stats)) return;
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw localFileError(path, error);
  });
}

/** To ask for it takes as long as a third of looking at a file. */
const USER = BigInt(process.getuid?.() ?? -1);

const OWNER_READS = BigInt(constants.S_IRUSR);

/** On Linux the owner may do what the mode says: asking for each file would cost as much as looking at it. */
function isSurelyReadable({ uid, mode }: BigIntStats): boolean {
  return process.platform === 'linux' && uid === USER && (mode & OWNER_READS) !== 0n;
}
