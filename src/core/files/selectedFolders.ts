import { readlinkSync } from 'node:fs';
import { type FileHandle, lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { LocalFileError } from './localFileError';

/**
 * Where the folders of selections really lay when they were scanned: what is selected may lie behind links itself, and
 * between such a folder and a file of it is none.
 */
const places = new Map<string, string>();

/** @param folder absolute; below it files are spelled without links */
export async function rememberPlace(folder: string): Promise<void> {
  const real = await realpath(folder).catch(() => undefined); // it is told when it is looked into
  if (real !== undefined) places.set(folder, real);
}

/**
 * Makes sure that an open file lies where its path led when it was scanned: a folder on the way may have been exchanged
 * for a link since. Of a file that was not scanned by this process, this is remembered for the next time.
 *
 * @throws LocalFileError `behind-link` when it does not; `changed` when another file is there by now
 */
export async function requireInPlace(path: string, { fd }: FileHandle, opened: FileIdentity): Promise<void> {
  const real = openedPath(fd);
  if (real === path) return;
  const folder = dirname(path);
  const expected = expectedPlaces(folder);
  if (real !== undefined && expected.some((place) => join(place, basename(path)) === real)) return;

  // Elsewhere than on Linux, and where names can be spelled in several ways.
  const there = await lstat(path, { bigint: true });
  if (there.ino !== opened.ino || there.dev !== opened.dev) throw new LocalFileError(path, 'changed');
  const now = await realpath(folder);
  if (expected.length === 0) places.set(folder, now);
  else if (now !== folder && !expected.includes(now)) throw new LocalFileError(path, 'behind-link');
}

/** What tells files apart. */
interface FileIdentity {
  readonly ino: bigint;
  readonly dev: bigint;
}

/** Where the kernel has it open, in a few µs: nothing is read from disk for it. */
function openedPath(fd: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined; // not everywhere is there a /proc
  }
}

/** By each selected folder that it lies in. */
function expectedPlaces(folder: string): readonly string[] {
  const expected: string[] = [];
  for (let at = folder, below = ''; at !== below; below = at, at = dirname(at)) {
    const place = places.get(at);
    if (place !== undefined) expected.push(join(place, relative(at, folder)));
  }
  return expected;
}
