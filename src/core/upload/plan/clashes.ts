import { t } from '@vscode/l10n';
import { inTurns } from '../../shareThread';
import { joinRepoPath, type RepoPath } from '../../repoPath';
import { directoriesFrom, filesByName, wantedTree } from './wantedTree';

/** Two paths that some file systems take for one: both go up, and a checkout there may hold only one of them. */
export interface Clash {
  /** In the repository: the first one is planned, the other one too, or it lies on the branch already. */
  readonly paths: readonly [string, string];
  /** How they differ, as a part of a sentence. */
  readonly reason: string;
}

/** What to do about a clash. */
export function clashAdvice(): string {
  return t(
    'Both are uploaded, but they cannot be checked out together on Windows or macOS: rename one of them.',
  );
}

/** The clashes among planned paths: files and directories of one directory, each pair once. */
export async function* clashesAmong(paths: readonly RepoPath[]): AsyncGenerator<Clash> {
  for (const directory of directoriesFrom(wantedTree(paths))) {
    const seen = new Map<string, string>();
    const names = [...filesByName(directory, paths).keys(), ...directory.directories.keys()];
    for await (const some of inTurns(names))
      for (const name of some) {
        const folded = fold(name);
        const other = seen.get(folded);
        if (other === undefined) seen.set(folded, name);
        else if (other !== name) yield clash(directory.path, other, name);
      }
  }
}

/** The clashes of planned names that are new in a directory with those that lie there and are not planned. */
export function* clashesWith(
  directory: string,
  planned: readonly string[],
  present: readonly string[],
): Generator<Clash> {
  const isPlanned = new Set(planned);
  const isPresent = new Set(present);
  const byFold = new Map(planned.filter((name) => !isPresent.has(name)).map((name) => [fold(name), name]));
  if (byFold.size === 0) return;
  for (const name of present) {
    const rival = byFold.get(fold(name));
    if (rival !== undefined && !isPlanned.has(name)) yield clash(directory, rival, name);
  }
}

function clash(directory: string, one: string, other: string): Clash {
  return {
    paths: [joinRepoPath(directory, one), joinRepoPath(directory, other)],
    reason: differenceOf(one, other),
  };
}

/** What a file system that tells neither case nor normalisation apart makes of a name. Upper case: there `ς` is `σ`. */
function fold(name: string): string {
  return name.normalize('NFC').toUpperCase().normalize('NFC');
}

function differenceOf(one: string, other: string): string {
  if (one.normalize('NFC') === other.normalize('NFC'))
    return t('they differ only in the encoding of accents');
  return one.toUpperCase() === other.toUpperCase()
    ? t('they differ only in case')
    : t('they differ only in case and in the encoding of accents');
}
