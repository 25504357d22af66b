import { t } from '@vscode/l10n';
import { inTurns } from '../../shareThread';
import { isRefusal, joinRepoPath, repoPath, type RepoDirectory, type RepoPath } from '../../repoPath';
import type { LocalFile } from '../localFile';

/** A local file and the path it gets in the repository. */
export interface PlacedFile extends Pick<LocalFile, 'path' | 'size'> {
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
export async function placeFiles(files: readonly LocalFile[], directory: RepoDirectory): Promise<Placement> {
  const refused: RefusedFile[] = [];
  const refuse = ({ path, destination }: PlacedFile, reason: string) =>
    refused.push({ path, destination, reason });

  const wellNamed: PlacedFile[] = [];
  for await (const some of inTurns(files))
    for (const { path, name, size } of some) {
      const wanted = joinRepoPath(directory, name);
      const destination = repoPath(wanted);
      if (isRefusal(destination)) refused.push({ path, destination: wanted, reason: destination.reason });
      else wellNamed.push({ path, destination, size });
    }

  const rivals = await rivalsOf(wellNamed);
  const needed = await neededFolders(wellNamed, rivals);
  const placed: PlacedFile[] = [];
  for await (const some of inTurns(wellNamed))
    for (const file of some) {
      const rival = rivals.get(file);
      const inside = needed.get(file.destination);
      if (rival !== undefined) refuse(file, t('{0} would be uploaded to the same path', rival.path));
      else if (inside !== undefined) refuse(file, t('{0} needs a folder of that name', inside.path));
      else placed.push(file);
    }
  return { placed, refused };
}

/** For each file that shares its destination, one of the others. */
async function rivalsOf(files: readonly PlacedFile[]): Promise<ReadonlyMap<PlacedFile, PlacedFile>> {
  const owners = new Map<RepoPath, PlacedFile>();
  const rivals = new Map<PlacedFile, PlacedFile>();
  for await (const some of inTurns(files))
    for (const file of some) {
      const owner = owners.get(file.destination);
      if (owner === undefined) {
        owners.set(file.destination, file);
        continue;
      }
      rivals.set(file, owner);
      if (!rivals.has(owner)) rivals.set(owner, file);
    }
  return rivals;
}

/** Every folder that the destinations need, with a file that needs it; rivals need none. */
async function neededFolders(
  files: readonly PlacedFile[],
  rivals: ReadonlyMap<PlacedFile, unknown>,
): Promise<ReadonlyMap<string, PlacedFile>> {
  const needed = new Map<string, PlacedFile>();
  for await (const some of inTurns(files))
    for (const file of some) {
      if (rivals.has(file)) continue;
      const { destination } = file;
      for (let end = destination.lastIndexOf('/'); end > 0; end = destination.lastIndexOf('/', end - 1)) {
        const folder = destination.slice(0, end);
        if (needed.has(folder)) break; // and so its parents are
        needed.set(folder, file);
      }
    }
  return needed;
}
