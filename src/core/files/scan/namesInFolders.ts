import path from 'node:path';
import { isRefusal, joinRepoPath, repoPath } from '../../repoPath';
import { leadsOut, relativeName } from './relativeName';

/** A folder that files keep their place in. */
export interface NamedFolder {
  readonly name: string;
  /** Absolute. More than one where links lead to it. */
  readonly paths: readonly string[];
}

type System = Pick<path.PlatformPath, 'basename' | 'isAbsolute' | 'relative' | 'sep'>;

interface Place {
  readonly folder: NamedFolder | undefined;
  readonly name: string;
}

/**
 * What selected paths are called in a repository: by their place in the innermost of the folders that they lie in, and
 * outside all of them by their own names. A selected folder of these is called `''`. When they lie in several of the
 * folders, the folder's name goes first.
 *
 * @param system whose paths they are
 */
export function namesInFolders(
  selection: readonly string[],
  folders: readonly NamedFolder[],
  system: System = path,
): readonly string[] {
  const places = selection.map((selected) => placeOf(selected, folders, system));
  const met = folders.filter((folder) => places.some((place) => place.folder === folder));
  if (met.length < 2) return places.map(({ name }) => name);

  const firstOf = distinctNames(met, system);
  return places.map(({ folder, name }) => {
    const first = (folder && firstOf.get(folder)) ?? '';
    return name === '' ? first : joinRepoPath(first, name);
  });
}

function placeOf(selected: string, folders: readonly NamedFolder[], system: System): Place {
  const places = folders.flatMap((folder) =>
    folder.paths
      .filter((root) => !leadsOut(system.relative(root, selected), system))
      .map((root): Place => ({ folder, name: relativeName(root, selected, system) })),
  );
  const [innermost] = places.sort((one, other) => one.name.length - other.name.length);
  return innermost ?? { folder: undefined, name: system.basename(selected) };
}

/** Two folders of one name are told apart by as much of their paths as that takes: theirs would become one. */
function distinctNames(folders: readonly NamedFolder[], system: System): ReadonlyMap<NamedFolder, string> {
  return new Map(
    folders.map((folder) => {
      const name = usableName(folder, system);
      const namesakes = folders.filter((other) => other !== folder && usableName(other, system) === name);
      return [folder, namesakes.length === 0 ? name : distinctEnd(folder, namesakes, system)];
    }),
  );
}

/** The shortest end of its path that is not theirs. */
function distinctEnd(folder: NamedFolder, others: readonly NamedFolder[], system: System): string {
  const endOf = (one: NamedFolder, count: number) => partsOf(one, system).slice(-count).join('/');
  const whole = partsOf(folder, system).length;
  let count = 1;
  while (count < whole && others.some((other) => endOf(other, count) === endOf(folder, count))) count++;
  return endOf(folder, count);
}

/** What the user called it, unless no path can begin like that. */
function usableName({ name, paths: [first = ''] }: NamedFolder, { basename }: System): string {
  return isRefusal(repoPath(name)) ? basename(first) : name;
}

/** Without what no name in a repository begins with: slashes, and the colon of a drive. */
function partsOf({ paths: [first = ''] }: NamedFolder, { sep }: System): readonly string[] {
  return first
    .split(sep)
    .map((part) => part.replace(/:$/, ''))
    .filter((part) => part !== '');
}
