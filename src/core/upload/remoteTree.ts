import pMap from 'p-map';
import type { Repository } from '../oxen/client';
import { getEntry, listDirectory, type Revision } from '../oxen/tree';
import type { RepoPath } from '../repoPath';

export interface RemoteEntry {
  readonly hash: string;
  readonly isDirectory: boolean;
}

export interface RemoteEntries {
  /** What lies at those of the paths that exist. */
  readonly entries: ReadonlyMap<RepoPath, RemoteEntry>;
  /** Paths that cannot exist, since one of their directories is a file: that file's path. */
  readonly blocked: ReadonlyMap<RepoPath, string>;
}

/** Names of one directory up to which they are looked up one by one: a listing costs about 790 bytes an entry (live-facts.md). */
const FEW = 16;
const LOOKED_UP_AT_ONCE = 8;

/** What a commit holds at `paths`. Asks only for directories that the paths need, from the root downwards. */
export async function findEntries(
  repository: Repository,
  revision: Revision,
  paths: readonly RepoPath[],
  signal: AbortSignal,
): Promise<RemoteEntries> {
  const entries = new Map<RepoPath, RemoteEntry>();
  const blocked = new Map<RepoPath, string>();
  let level: Wanted[] = [wantedTree(paths)];
  while (level.length > 0) {
    const found = await pMap(level, (directory) => look(repository, revision, directory, signal), {
      concurrency: LOOKED_UP_AT_ONCE,
      signal,
    });
    const next: Wanted[] = [];
    for (const [index, directory] of level.entries()) {
      for (const [name, entry] of found[index] ?? []) {
        const file = directory.files.get(name);
        const below = directory.directories.get(name);
        if (file !== undefined) entries.set(file, entry);
        if (below !== undefined && entry.isDirectory) next.push(below);
        if (below !== undefined && !entry.isDirectory)
          for (const path of filesBelow(below)) blocked.set(path, below.path);
      }
    }
    level = next;
  }
  return { entries, blocked };
}

/** The paths as a tree of directories, so that each is asked for once. */
interface Wanted {
  readonly path: string;
  readonly files: Map<string, RepoPath>;
  readonly directories: Map<string, Wanted>;
}

function wantedTree(paths: readonly RepoPath[]): Wanted {
  const root = wanted('');
  for (const path of paths) {
    const names = path.split('/');
    const base = names.pop() ?? path;
    let directory = root;
    for (const name of names) {
      let below = directory.directories.get(name);
      if (below === undefined) {
        below = wanted(directory.path === '' ? name : `${directory.path}/${name}`);
        directory.directories.set(name, below);
      }
      directory = below;
    }
    directory.files.set(base, path);
  }
  return root;
}

function wanted(path: string): Wanted {
  return { path, files: new Map(), directories: new Map() };
}

function* filesBelow({ files, directories }: Wanted): Generator<RepoPath> {
  yield* files.values();
  for (const directory of directories.values()) yield* filesBelow(directory);
}

/** The wanted names that one directory holds. */
async function look(
  repository: Repository,
  revision: Revision,
  directory: Wanted,
  signal: AbortSignal,
): Promise<Map<string, RemoteEntry>> {
  const names = [...new Set([...directory.files.keys(), ...directory.directories.keys()])];
  const found = new Map<string, RemoteEntry>();
  if (names.length <= FEW) {
    await pMap(
      names,
      async (name) => {
        const entry = await getEntry(
          repository,
          revision,
          directory.path === '' ? name : `${directory.path}/${name}`,
          signal,
        );
        if (entry !== undefined) found.set(name, { hash: entry.hash, isDirectory: entry.is_dir });
      },
      { concurrency: LOOKED_UP_AT_ONCE },
    );
    return found;
  }
  for await (const page of listDirectory(repository, revision, directory.path, signal)) {
    for (const entry of page) {
      const name = entry.filename;
      if (directory.files.has(name) || directory.directories.has(name))
        found.set(name, { hash: entry.hash, isDirectory: entry.is_dir });
    }
  }
  return found;
}
