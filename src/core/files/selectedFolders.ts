import { readlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileCalls } from './fileCalls';
import { LocalFileError } from './localFileError';

/**
 * Where the folders of selections really lay when they were scanned: what is selected may lie behind links itself, and
 * between such a folder and a file of it is none.
 */
const places = new Map<string, string>();

/** A folder, and where it really lies. */
export type Place = readonly [folder: string, real: string];

/** Of other threads. */
const listeners = new Set<(place: Place) => void>();

/**
 * What is remembered on this thread is to be known on another.
 *
 * @returns what is remembered so far, and what ends it
 */
export function sharePlaces(listener: (place: Place) => void): {
  readonly known: readonly Place[];
  readonly end: () => void;
} {
  listeners.add(listener);
  return { known: [...places], end: () => listeners.delete(listener) };
}

/** What another thread remembers; the others are to know it, too. */
export function notePlaces(told: readonly Place[]): void {
  for (const [folder, real] of told) if (places.get(folder) !== real) remember(folder, real);
}

function remember(folder: string, real: string): void {
  places.set(folder, real);
  for (const tell of listeners) tell([folder, real]);
}

/** @param folder absolute; below it files are spelled without links */
export async function rememberPlace(folder: string): Promise<void> {
  try {
    remember(folder, await fileCalls.realpath(folder));
  } catch {
    // it is told when it is looked into
  }
}

/**
 * Makes sure that an open file lies where its path led when it was scanned: a folder on the way may have been exchanged
 * for a link since. Of a file that was not scanned by this process, this is remembered for the next time.
 *
 * @throws LocalFileError `behind-link` when it does not; `changed` when another file is there by now
 */
export async function requireInPlace(path: string, fd: number, opened: FileIdentity): Promise<void> {
  const real = openedPath(fd);
  if (real === path) return;
  const folder = dirname(path);
  const expected = expectedPlaces(folder);
  if (real !== undefined && expected.some((place) => join(place, basename(path)) === real)) return;

  // Elsewhere than on Linux, and where names can be spelled in several ways.
  const there = await fileCalls.lstat(path);
  if (there.ino !== opened.ino || there.dev !== opened.dev) throw new LocalFileError(path, 'changed');
  const now = await fileCalls.realpath(folder);
  if (expected.length === 0) remember(folder, now);
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
