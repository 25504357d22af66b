import { t } from '@vscode/l10n';
import pMap from 'p-map';
import type { Repository } from '../../oxen/http/client';
import type { Revision } from '../../oxen/ids';
import { pagesOf } from '../../oxen/http/pages';
import type { ListedEntry } from '../../oxen/schemas';
import { getEntry, listedPage } from '../../oxen/tree';
import { joinRepoPath, type RepoPath } from '../../repoPath';
import { together } from '../limits/together';
import type { Listings } from './listings';
import {
  commonDirectories,
  directoriesFrom,
  filesBelow,
  filesByName,
  type Wanted,
  wantedTree,
} from './wantedTree';

export interface RemoteEntry {
  readonly hash: string;
  /** Bytes, of a file. */
  readonly size: number;
  readonly isDirectory: boolean;
}

export interface RemoteEntries {
  /** What lies at those of the paths that exist. */
  readonly entries: ReadonlyMap<RepoPath, RemoteEntry>;
  /** Paths that cannot exist, since one of their directories is a file: that file's path. */
  readonly blocked: ReadonlyMap<RepoPath, string>;
}

/** What a commit holds at `paths`. */
export async function findEntries(
  repository: Repository,
  revision: Revision,
  paths: readonly RepoPath[],
  signal: AbortSignal,
): Promise<RemoteEntries> {
  const entries = new Map<RepoPath, RemoteEntry>();
  const blocked = new Map<RepoPath, string>();
  const at = (index: number) => {
    const path = paths[index];
    if (path === undefined) throw new RangeError(`There is no path ${index}.`);
    return path;
  };
  const visitor: Visitor = {
    found: (index, entry) => entries.set(at(index), entry),
    blocked: (index, by) => blocked.set(at(index), by),
  };
  await visitEntries({ repository, revision, signal }, paths, visitor);
  return { entries, blocked };
}

export interface RemoteTree {
  readonly repository: Repository;
  /** A commit. */
  readonly revision: Revision;
  /** Directories listed before. With them whole directories are looked at, also for a few names, and kept. */
  readonly listings?: Pick<Listings, 'get' | 'put'> | undefined;
  /** All paths should be there, so their directories are listed without a look whether they are. */
  readonly expectsAll?: boolean;
  readonly signal: AbortSignal;
}

/** Told what lies at paths, by their indexes; in no order. */
export interface Visitor {
  found(index: number, entry: RemoteEntry): void;
  /** The path cannot exist, since one of its directories is a file: that file's path. */
  blocked(index: number, by: string): void;
  /** Of a directory that was looked at: the names that the paths need, and those that lie there. */
  names?(directory: string, needed: readonly string[], there: readonly string[]): void;
}

/**
 * Entries of the first page: all that most directories hold. About 790 bytes an entry
 * (docs/protocol/reading.md#directories).
 */
const FIRST_PAGE = 1000;
/** Names of one directory up to which they are looked up one by one, where it holds more than a page. */
const FEW = 16;
/** The same, whatever it holds, where the listing would not be kept. */
const VERY_FEW = 4;
/**
 * Of larger directories: every page makes the server load all of it (docs/protocol/reading.md#directories). About 8 MB.
 */
const LARGE_PAGE = 10_000;
const LOOKED_UP_AT_ONCE = 8;
/** A directory of which more names are wanted has a long reply, which is in memory as a whole: fewer of these at once. */
const MANY_NAMES = 200;
const LONG_REPLIES_AT_ONCE = 3;

/** Asks only for directories that the paths need, from the deepest common one downwards; for all at once where all is expected. */
export async function visitEntries(
  tree: RemoteTree,
  paths: readonly RepoPath[],
  visitor: Visitor,
): Promise<void> {
  let level = await startOf(tree, wantedTree(paths), visitor);
  while (level.length > 0) {
    const next: Step[] = [];
    const large: Step[] = [];
    const visit = ({ directory }: Step, entries: readonly ListedEntry[]) => {
      const files = filesByName(directory, paths);
      for (const { filename, hash, is_dir, size } of entries) {
        const file = files.get(filename);
        if (file !== undefined) visitor.found(file, { hash, size, isDirectory: is_dir });
        const below = directory.directories.get(filename);
        if (below === undefined || tree.expectsAll === true) continue;
        if (is_dir) next.push({ directory: below, hash });
        else block(below, visitor);
      }
      const needed = [...files.keys(), ...directory.directories.keys()];
      visitor.names?.(
        directory.path,
        needed,
        entries.map(({ filename }) => filename),
      );
    };
    const lookAt = async (step: Step, signal: AbortSignal) => {
      const entries = await look({ ...tree, signal }, step, paths);
      if (entries === undefined) large.push(step);
      else visit(step, entries);
    };
    const hasMany = ({ directory }: Step) => countOfNames(directory) > MANY_NAMES;
    const few = level.filter((step) => !hasMany(step));
    const many = level.filter(hasMany);
    await together(tree.signal, (signal) => {
      const lookAtAll = (steps: readonly Step[], concurrency: number) =>
        pMap(steps, (step) => lookAt(step, signal), { concurrency, signal });
      return [lookAtAll(few, LOOKED_UP_AT_ONCE), lookAtAll(many, LONG_REPLIES_AT_ONCE)];
    });
    for (const step of large) visit(step, await listLarge(tree, step.directory.path)); // one at a time: memory
    level = next;
  }
}

/** A directory that exists, or should. */
interface Step {
  readonly directory: Wanted;
  /** Of its tree node, where it is known. */
  readonly hash: string | undefined;
}

/** The deepest directory that all paths have in common, or the next one above it that exists; where all is expected, all below, too. */
async function startOf(
  { repository, revision, listings, expectsAll, signal }: RemoteTree,
  root: Wanted,
  visitor: Visitor,
): Promise<Step[]> {
  const [deepest = root, ...above] = commonDirectories(root).toReversed();
  // No directory waits for the one above it.
  if (expectsAll === true)
    return [...directoriesFrom(deepest)].map((directory) => ({ directory, hash: undefined }));
  // The root is always there; its hash is for what is kept.
  if (deepest === root && listings === undefined) return [{ directory: root, hash: undefined }];
  // Where the deepest is not there, no path is: a file may be in its place, and names beside it, if they matter.
  const asksForNames = visitor.names !== undefined;
  const directories = [deepest, ...above].filter((one) => one === deepest || one !== root || asksForNames);
  // At once: of a new folder most often none is there yet.
  const found = await pMap(directories, ({ path }) => getEntry(repository, revision, path, signal), {
    concurrency: LOOKED_UP_AT_ONCE,
    signal,
  });
  for (const [index, directory] of directories.entries()) {
    const entry = found[index];
    if (entry === undefined) continue;
    if (!entry.is_dir) block(directory, visitor);
    else if (directory === deepest || asksForNames) return [{ directory, hash: entry.hash }];
    return [];
  }
  return asksForNames || deepest === root ? [{ directory: root, hash: undefined }] : [];
}

function block(directory: Wanted, visitor: Visitor): void {
  for (const index of filesBelow(directory)) visitor.blocked(index, directory.path);
}

/** Entries of a directory, all or those that are wanted; `undefined` when many are wanted, of one that may be large. */
async function look(
  tree: RemoteTree,
  { directory, hash }: Step,
  paths: readonly RepoPath[],
): Promise<readonly ListedEntry[] | undefined> {
  const { repository, revision, listings, signal } = tree;
  const names = countOfNames(directory);
  if (listings === undefined && names <= VERY_FEW) return lookUp(tree, directory, paths);

  const kept = hash === undefined ? undefined : await listings?.get(repository, hash);
  if (kept !== undefined) return kept;
  if (names > FIRST_PAGE) return undefined;

  const query = { page: 1, page_size: FIRST_PAGE };
  const page = await listedPage(repository, revision, directory.path, query, signal);
  if (page === undefined) return [];
  if (page.isFull && page.total_pages > 1) return names <= FEW ? lookUp(tree, directory, paths) : undefined;
  if (page.dir) await listings?.put(repository, page.dir.hash, page.entries);
  return page.entries;
}

/** That are wanted in it. */
function countOfNames({ files, directories }: Wanted): number {
  return files.length + directories.size;
}

async function lookUp(
  { repository, revision, signal }: RemoteTree,
  directory: Wanted,
  paths: readonly RepoPath[],
): Promise<readonly ListedEntry[]> {
  const names = new Set([...filesByName(directory, paths).keys(), ...directory.directories.keys()]);
  const found = await pMap(
    names,
    async (filename) => {
      const entry = await getEntry(repository, revision, joinRepoPath(directory.path, filename), signal);
      return entry && { filename, hash: entry.hash, is_dir: entry.is_dir, size: entry.size };
    },
    { concurrency: LOOKED_UP_AT_ONCE, signal },
  );
  return found.filter((entry) => entry !== undefined);
}

async function listLarge(
  { repository, revision, listings, signal }: RemoteTree,
  directory: string,
): Promise<readonly ListedEntry[]> {
  const entries: ListedEntry[] = [];
  let hash: string | undefined;
  const fetch = async (number: number) => {
    const query = { page: number, page_size: LARGE_PAGE };
    const page = await listedPage(repository, revision, directory, query, signal);
    hash = page?.dir?.hash;
    return page;
  };
  const what = t('Listing {0}', directory === '' ? t('the root directory') : directory);
  for await (const page of pagesOf({ what, fetch, nameOf: ({ filename }) => filename }))
    for (const entry of page) entries.push(entry);
  if (hash !== undefined) await listings?.put(repository, hash, entries);
  return entries;
}
