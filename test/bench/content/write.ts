import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededBytes } from '../../contract/support/seededTree';
import { csvText } from './csv';

const PIECE_BYTES = 64 * 1024 * 1024;
const FILES_A_FOLDER = 1000;
/** Of sizes on a logarithmic scale: as in a data set, where a few files hold most of the bytes. */
const SPREAD = 1.5;

/** One file of pseudo-random bytes: no holes, nothing to compress. */
export async function writeLarge(path: string, bytes: number, seed = 0): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let start = 0; start < bytes; start += PIECE_BYTES) {
      const piece = seededBytes(seed + start / PIECE_BYTES, Math.min(PIECE_BYTES, bytes - start));
      await file.write(piece);
    }
  } finally {
    await file.close();
  }
}

/** `count` large files of equal size, all different. */
export async function writeSeveral(folder: string, count: number, bytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let number = 0; number < count; number++)
    await writeLarge(join(folder, `file-${number}.bin`), bytes, number * 1000);
}

/** `count` files of `bytes` pseudo-random bytes each, all different, a thousand in a folder. */
export function writeMany(folder: string, count: number, bytes: number): Promise<void> {
  return writeEach(folder, count, (number) => ({ name: 'bin', content: seededBytes(number, bytes) }));
}

/** `count` tables as text, all different. A server takes them for tables by the ending `csv`. */
export function writeTables(
  folder: string,
  count: number,
  bytes: number,
  ending: 'csv' | 'txt',
): Promise<void> {
  return writeEach(folder, count, (number) => ({ name: ending, content: csvText(number, bytes) }));
}

/** `count` files of log-normal sizes, `bytes` together. */
export function writeMixed(folder: string, count: number, bytes: number): Promise<void> {
  const weights = Array.from({ length: count }, (_, number) => Math.exp(SPREAD * normal(number)));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return writeEach(folder, count, (number) => {
    const size = Math.max(1, Math.round(((weights[number] ?? 0) / all) * bytes));
    return { name: 'bin', content: seededBytes(number, size) };
  });
}

type File = (number: number) => { readonly name: string; readonly content: Uint8Array };

async function writeEach(folder: string, count: number, file: File): Promise<void> {
  for (let start = 0; start < count; start += FILES_A_FOLDER) {
    const below = join(folder, `part-${start / FILES_A_FOLDER}`);
    await mkdir(below, { recursive: true });
    for (let number = start; number < Math.min(count, start + FILES_A_FOLDER); number++) {
      const { name, content } = file(number);
      await writeFile(join(below, `file-${number}.${name}`), content);
    }
  }
}

/** Of a normal distribution, by Box and Muller; the same for the same number. */
function normal(number: number): number {
  const random = seededBytes(1_000_000 + number, 8);
  const [a, b] = [random.readUInt32LE(0), random.readUInt32LE(4)].map((value) => (value + 1) / 2 ** 32);
  return Math.sqrt(-2 * Math.log(a ?? 1)) * Math.cos(2 * Math.PI * (b ?? 0));
}
