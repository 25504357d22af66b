import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededBytes } from '../contract/support/seededTree';

const PIECE_BYTES = 64 * 1024 * 1024;
const FILES_A_FOLDER = 1000;

/** One file of pseudo-random bytes: no holes, nothing to compress. */
export async function writeLarge(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let start = 0; start < bytes; start += PIECE_BYTES) {
      await file.write(seededBytes(start / PIECE_BYTES, Math.min(PIECE_BYTES, bytes - start)));
    }
  } finally {
    await file.close();
  }
}

/** `count` files of `bytes` pseudo-random bytes each, all different, a thousand in a folder. */
export async function writeMany(folder: string, count: number, bytes: number): Promise<void> {
  for (let start = 0; start < count; start += FILES_A_FOLDER) {
    const below = join(folder, `part-${start / FILES_A_FOLDER}`);
    await mkdir(below, { recursive: true });
    const numbers = Array.from(
      { length: Math.min(FILES_A_FOLDER, count - start) },
      (_, index) => start + index,
    );
    await Promise.all(
      numbers.map((number) => writeFile(join(below, `file-${number}.bin`), seededBytes(number, bytes))),
    );
  }
}
