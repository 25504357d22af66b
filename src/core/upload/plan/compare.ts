import { t } from '@vscode/l10n';
import type { PlacedFile } from '../../files/scan/destinations';
import type { CommitId } from '../../oxen/ids';
import { type Clash, clashesAmong, clashesWith } from './clashes';
import type { Listings } from './listings';
import { type RemoteEntry, visitEntries } from './remoteTree';
import type { Target } from '../target/target';

/** What keeps a file from its place on the branch, as a part of a sentence. */
interface Obstacle {
  readonly obstacle: string;
}

/** What the branch has in a file's place. */
export type RemoteState = Omit<RemoteEntry, 'isDirectory'> | Obstacle;

export interface Comparison {
  /** By the indexes of the files; nothing for what is new. */
  readonly there: readonly (RemoteState | undefined)[];
  readonly warnings: readonly Clash[];
}

export interface CompareOptions {
  readonly target: Target;
  /** The commit to compare with; none in an empty repository. */
  readonly base: CommitId | undefined;
  readonly listings: Listings;
  readonly signal: AbortSignal;
}

/** Looks what lies on the branch in the files' places, and for names that clash there. */
export async function compare(
  files: readonly PlacedFile[],
  { target, base, listings, signal }: CompareOptions,
): Promise<Comparison> {
  const there = new Array<RemoteState | undefined>(files.length);
  const paths = files.map(({ destination }) => destination);
  const warnings = [...clashesAmong(paths)];
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
