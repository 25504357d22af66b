import { isRefusal, joinRepoPath, repoPath, type RepoDirectory, type RepoPath } from '../repoPath';
import type { LocalFile } from './localFile';

/** A local file and the path it gets in the repository. */
export interface PlacedFile {
  readonly local: LocalFile;
  readonly destination: RepoPath;
}

/** A local file that cannot have its destination; `reason` is a part of a sentence. */
export interface RefusedFile {
  readonly path: string;
  readonly destination: string;
  readonly reason: string;
}

export interface Placement {
  readonly placed: readonly PlacedFile[];
  readonly refused: readonly RefusedFile[];
}

/**
 * Gives every local file its path below `directory`, each path to one file only.
 *
 * Refused are names that the server would refuse or lose, all files of one destination when there are several, and
 * a file where another of them needs a directory. Takes time in proportion to the number of files.
 */
export function placeFiles(files: readonly LocalFile[], directory: RepoDirectory): Placement {
  const placed: PlacedFile[] = [];
  const refused: RefusedFile[] = [];
  const refuse = (local: LocalFile, destination: string, reason: string) =>
    refused.push({ path: local.path, destination, reason });

  const wellNamed: PlacedFile[] = [];
  for (const local of files) {
    const wanted = joinRepoPath(directory, local.name);
    const destination = repoPath(wanted);
    if (isRefusal(destination)) refuse(local, wanted, destination.reason);
    else wellNamed.push({ local, destination });
  }

  const rivals = rivalsOf(wellNamed);
  const alone = wellNamed.filter((file) => !rivals.has(file.local));
  const needed = neededFolders(alone);
  for (const file of wellNamed) {
    const rival = rivals.get(file.local);
    const inside = needed.get(file.destination);
    if (rival !== undefined) refuse(file.local, file.destination, `${rival.path} would get the same path`);
    else if (inside !== undefined)
      refuse(file.local, file.destination, `${inside.path} needs a folder of that name`);
    else placed.push(file);
  }
  return { placed, refused };
}

/** For each file that shares its destination, one of the others. */
function rivalsOf(files: readonly PlacedFile[]): ReadonlyMap<LocalFile, LocalFile> {
  const owners = new Map<RepoPath, LocalFile>();
  const rivals = new Map<LocalFile, LocalFile>();
  for (const { local, destination } of files) {
    const owner = owners.get(destination);
    if (owner === undefined) {
      owners.set(destination, local);
      continue;
    }
    rivals.set(local, owner);
    if (!rivals.has(owner)) rivals.set(owner, local);
  }
  return rivals;
}

/** Every folder that the destinations need, with a file that needs it. */
function neededFolders(files: readonly PlacedFile[]): ReadonlyMap<string, LocalFile> {
  const needed = new Map<string, LocalFile>();
  for (const { local, destination } of files) {
    for (let end = destination.lastIndexOf('/'); end > 0; end = destination.lastIndexOf('/', end - 1)) {
      const folder = destination.slice(0, end);
      if (needed.has(folder)) break; // and so its parents are
      needed.set(folder, local);
    }
  }
  return needed;
}
