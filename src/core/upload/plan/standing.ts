import { t } from '@vscode/l10n';
import pMap from 'p-map';
import type { FileDigest } from '../../files/hashing/hash';
import type { HashCache } from '../../files/hashing/hashCache';
import type { PlacedFile, RefusedFile } from '../../files/scan/destinations';
import type { CommitId } from '../../oxen/ids';
import { inTurns } from '../../shareThread';
import type { Target } from '../target/target';
import { type Clash, clashesAmong, clashesWith } from './clashes';
import type { Listings } from './listings';
import type { PreparedFile, Standing } from './preparation';
import { type RemoteEntry, visitEntries } from './remoteTree';

export interface StandingOptions {
  readonly target: Target;
  /** The commit to compare with; none in an empty repository. */
  readonly base: CommitId | undefined;
  readonly listings: Listings;
  /** What is remembered of files hashed before. */
  readonly hashes: HashCache;
  readonly signal: AbortSignal;
}

export interface Stood {
  readonly files: readonly PreparedFile[];
  /** What cannot lie in its place. */
  readonly refused: readonly RefusedFile[];
  readonly warnings: readonly Clash[];
}

/** What the branch has in a file's place: a file, or something else, told as a part of a sentence. */
type InPlace = Omit<RemoteEntry, 'isDirectory'> | { readonly obstacle: string };

/** How each file stands to the branch, by what lies there, by sizes and by what is remembered: none is read. */
export async function standToBranch(placed: readonly PlacedFile[], options: StandingOptions): Promise<Stood> {
  const { there, warnings } = await lookUp(placed, options);
  const files: PreparedFile[] = [];
  const refused: RefusedFile[] = [];
  let index = 0;
  for await (const some of inTurns(placed))
    for (const { path: source, destination: path, size } of some) {
      const found = there[index++];
      if (found !== undefined && 'obstacle' in found)
        refused.push({ path: source, destination: path, reason: found.obstacle });
      else {
        const standing = found === undefined ? 'new' : found.size === size ? 'exists' : 'changed';
        files.push({ source, path, size, replaces: found?.hash, digest: undefined, standing });
      }
    }
  return { files: await recalled(files, options), refused, warnings };
}

/** How the content of a file stands to what lies in its place. */
export function standingOf({ replaces }: Pick<PreparedFile, 'replaces'>, hash: string): Standing {
  if (replaces === undefined) return 'new';
  return replaces === hash ? 'unchanged' : 'changed';
}

/** What lies on the branch in the files' places, by their indexes, and the names that clash there. */
async function lookUp(
  files: readonly PlacedFile[],
  { target, base, listings, signal }: StandingOptions,
): Promise<{ readonly there: readonly (InPlace | undefined)[]; readonly warnings: readonly Clash[] }> {
  const there = new Array<InPlace | undefined>(files.length);
  const paths = files.map(({ destination }) => destination);
  const warnings: Clash[] = [];
  for await (const clash of clashesAmong(paths)) warnings.push(clash);
  if (base === undefined) return { there, warnings };

  await visitEntries({ repository: target.repository, revision: base, listings, signal }, paths, {
    found(index, { isDirectory, hash, size }) {
      there[index] = isDirectory
        ? { obstacle: t('the branch has a directory with that name') }
        : { hash, size };
    },
    blocked(index, by) {
      there[index] = { obstacle: t('the branch has a file named {0} where a directory is needed', by) };
    },
    names(directory, needed, present) {
      warnings.push(...clashesWith(directory, needed, present));
    },
  });
  return { there, warnings };
}

/** With what is remembered of the content of those of the size that lies there. */
async function recalled(
  files: readonly PreparedFile[],
  { hashes, signal }: StandingOptions,
): Promise<readonly PreparedFile[]> {
  const unsure = files.filter(({ standing }) => standing === 'exists');
  const digests = new Map<PreparedFile, FileDigest>();
  const recallSome = async (some: readonly PreparedFile[]) => {
    const found = await hashes.recall(some.map(({ source }) => source));
    for (const [index, file] of some.entries()) {
      const digest = found[index];
      if (digest !== undefined) digests.set(file, digest);
    }
  };
  // Some are looked at while what is known of the next ones is found.
  await pMap(inTurns(unsure), recallSome, { concurrency: 2, signal });
  return files.map((file) => {
    const digest = digests.get(file);
    return digest === undefined ? file : { ...file, digest, standing: standingOf(file, digest.hash) };
  });
}
