import type { RepoPath } from '../../repoPath';

/** A directory that paths need, and what they need of it. */
export interface Wanted {
  /** `''` is the root. */
  readonly path: string;
  /** Files in it, as indexes of their paths: a number costs less than a name. */
  readonly files: number[];
  readonly directories: Map<string, Wanted>;
}

/** The paths as a tree of directories, so that each is asked for once. */
export function wantedTree(paths: readonly RepoPath[]): Wanted {
  const root = wanted('');
  let last = root;
  for (const [index, path] of paths.entries()) {
    const end = path.lastIndexOf('/');
    const directory = end < 0 ? '' : path.slice(0, end);
    if (directory !== last.path) last = directoryIn(root, directory); // paths come directory by directory
    last.files.push(index);
  }
  return root;
}

/** The deepest directory that all paths have in common, and those above it, from the root on. */
export function commonDirectories(root: Wanted): readonly Wanted[] {
  const way = [root];
  for (let current = root; current.files.length === 0 && current.directories.size === 1;) {
    for (const only of current.directories.values()) current = only;
    way.push(current);
  }
  return way;
}

/** Indexes of all paths below. */
export function* filesBelow({ files, directories }: Wanted): Generator<number> {
  yield* files;
  for (const directory of directories.values()) yield* filesBelow(directory);
}

/** This directory and all below it. */
export function* directoriesFrom(top: Wanted): Generator<Wanted> {
  yield top;
  for (const directory of top.directories.values()) yield* directoriesFrom(directory);
}

/** The wanted files of one directory: index by name. */
export function filesByName(
  { path, files }: Wanted,
  paths: readonly RepoPath[],
): ReadonlyMap<string, number> {
  const start = path === '' ? 0 : path.length + 1;
  return new Map(files.map((index) => [(paths[index] ?? '').slice(start), index]));
}

function directoryIn(root: Wanted, path: string): Wanted {
  if (path === '') return root;
  let directory = root;
  for (const name of path.split('/')) {
    let below = directory.directories.get(name);
    if (below === undefined) {
      below = wanted(directory === root ? name : `${directory.path}/${name}`);
      directory.directories.set(name, below);
    }
    directory = below;
  }
  return directory;
}

function wanted(path: string): Wanted {
  return { path, files: [], directories: new Map() };
}
