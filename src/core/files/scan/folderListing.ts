import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { sep } from 'node:path';
import { localFileError } from '../localFileError';

export type EntryKind = 'file' | 'folder' | 'symlink' | 'special';

/** One entry of a folder, not followed if it is a link. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
}

const BATCH_ENTRIES = 128; // few enough to hold

/** The book-keeping of Oxen and git (a `.git` may also be a file): never uploaded, never mentioned. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['.oxen', '.git']);

/**
 * What a folder holds, in batches, in no order, without book-keeping.
 *
 * @param onWorkingCopy told when it is one of Oxen
 * @throws LocalFileError when the folder cannot be read
 */
export async function* listFolder(
  folder: string,
  onWorkingCopy: () => void,
): AsyncGenerator<readonly Entry[]> {
  let batch: Entry[] = [];
  try {
    for await (const dirent of await opendir(folder, { bufferSize: BATCH_ENTRIES })) {
      if (BOOKKEEPING.has(dirent.name)) {
        if (dirent.name === '.oxen') onWorkingCopy();
        continue;
      }

      batch.push({ name: dirent.name, kind: kindOf(dirent) });
      if (batch.length < BATCH_ENTRIES) continue;

      yield batch;
      batch = [];
    }
  } catch (error) {
    throw localFileError(folder, error);
  }
  yield batch;
}

export function kindOf(entry: Pick<Dirent, 'isSymbolicLink' | 'isDirectory' | 'isFile'>): EntryKind {
  if (entry.isSymbolicLink()) return 'symlink';
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'special';
}

/** Whether `path` is, or lies inside, the book-keeping of Oxen or git. */
export function isBookkeeping(path: string): boolean {
  return path.split(sep).some((component) => BOOKKEEPING.has(component));
}
