import { fileCalls } from '../fileCalls';
import type { FileState } from './freshness';
import { localFileError } from '../localFileError';
import { KEY_FILE_BYTES } from '../privateKey';

/** A state of a file, and what tells that it is still the same. */
export interface Identity extends FileState {
  readonly text: string;
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
