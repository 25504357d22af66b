import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';

/** Short: it comes on top of a name, which may be as long as the file system allows. */
const UNIQUE_LENGTH = 8;

/**
 * Puts a file at `path` whole or not at all: `write` is given a path beside it to write to. What was there before
 * stays until then.
 */
export async function writeWhole(path: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = `${path}.${randomUUID().slice(0, UNIQUE_LENGTH)}.part`;
  try {
    await write(part);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}
