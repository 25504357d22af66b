import { fileCalls } from '../fileCalls';
import type { FileState } from './freshness';
import { LocalFileError, localFileError } from '../localFileError';
import { KEY_FILE_BYTES } from '../privateKey';

/** A state of a file, and what tells that it is still the same. */
export interface Identity extends FileState {
  readonly text: string;
}

/** Of many files, by their places in each list: an object for each takes longer from thread to thread. */
export interface Identities {
  /** `undefined` for a file that cannot be looked at. */
  readonly texts: readonly (string | undefined)[];
  /** Bytes. */
  readonly sizes: readonly number[];
}

const LOOKED_AT_TOGETHER = 100;

/** @param pause called between groups of files, so that others get their turn */
export async function readIdentities(
  paths: readonly string[],
  pause: () => Promise<void>,
): Promise<Identities> {
  const texts: (string | undefined)[] = [];
  const sizes: number[] = [];
  for (let start = 0; start < paths.length; start += LOOKED_AT_TOGETHER) {
    const some = paths.slice(start, start + LOOKED_AT_TOGETHER);
    const found = await Promise.all(some.map((path) => readIdentity(path).catch(unlessUnreadable)));
    texts.push(...found.map((identity) => identity?.text));
    sizes.push(...found.map((identity) => identity?.size ?? 0));
    await pause();
  }
  return { texts, sizes };
}

function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof LocalFileError)) throw error;
}

/** @throws LocalFileError when it cannot be looked at */
export async function readIdentity(path: string): Promise<Identity> {
  try {
    const seenAt = Date.now();
    const { size, mtimeNs, ctimeNs, ino, dev } = await fileCalls.stat(path);
    const changedAt = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
    // Before the mark, rows were kept of private keys, too.
    const mark = size <= KEY_FILE_BYTES ? ' no key' : '';
    return {
      text: `${size} ${mtimeNs} ${ctimeNs} ${ino}${mark}`,
      size: Number(size),
      changedAt,
      seenAt,
      device: dev,
    };
  } catch (error) {
    throw localFileError(path, error);
  }
}
