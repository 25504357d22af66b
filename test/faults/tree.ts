import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AWKWARD_NAMES, LEADING_ZEROS, seededBytes } from '../contract/support/seededTree';
import { writeFiles } from '../unit/tempFolder';
import type { Engine } from './engines';
import type { Scene } from './scene';

const KiB = 1024;
const MiB = 1024 * KiB;

/** Three chunks or parts. */
export const LARGE_BYTES = 21 * MiB;
/** Two of them do not fit into one batch or pack. */
const MEDIUM_BYTES = 5 * MiB;

/** What the branch holds before: one file that the tree changes, one that it leaves as it is, one that it does not name. */
export const BASE = {
  'd/changed.txt': 'before',
  'd/same.txt': 'the same before and after',
  'kept.txt': 'nobody touches it',
};

/** The name, below the folder, of the file that faults on this machine's disk strike. */
export function victim({ sizes }: Engine): string {
  return sizes === 'one large' ? 'large.bin' : 'medium 2.bin';
}

export function contentOfVictim({ tree, engine }: Pick<Scene, 'tree' | 'engine'>): Promise<Buffer> {
  return readFile(join(tree, victim(engine)));
}

/** An equal file, which comes after the victim: content that both have is read from the victim. */
const TWIN = 'twin.bin';

export async function addTwin({ tree, engine }: Pick<Scene, 'tree' | 'engine'>): Promise<void> {
  await copyFile(join(tree, victim(engine)), join(tree, TWIN));
}

/** Writes a small but real tree: awkward names, equal files, an empty one, hashes with leading zeros, and some length. */
export async function writeTree(folder: string, { sizes }: Engine): Promise<void> {
  const equal = seededBytes(1, 200 * KiB);
  const files: Record<string, string | Uint8Array> = {
    'changed.txt': 'after',
    'same.txt': BASE['d/same.txt'],
    empty: '',
    'equal/one.bin': equal,
    'equal/two.bin': equal,
    'text.txt': 'a line that repeats itself\n'.repeat(2000),
    ...Object.fromEntries(LEADING_ZEROS.map((content) => [`zeros/${content}.txt`, content])),
    ...Object.fromEntries(AWKWARD_NAMES.map((name) => [`names/${name}`, `the content of ${name}`])),
    ...(sizes === 'one large'
      ? { 'large.bin': seededBytes(2, LARGE_BYTES) }
      : { 'medium 1.bin': seededBytes(3, MEDIUM_BYTES), 'medium 2.bin': seededBytes(4, MEDIUM_BYTES) }),
  };
  await writeFiles(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [join(folder, name), content])),
  );
}
