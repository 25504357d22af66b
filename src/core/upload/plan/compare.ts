import { t } from '@vscode/l10n';
import type { PlacedFile } from '../../files/scan/destinations';
import type { FileDigest } from '../../files/hash';
import { type Clash, clashesAmong, clashesWith } from './clashes';
import type { CommitId } from '../../oxen/ids';
import type { Listings } from './listings';
import { visitEntries } from './remoteTree';
import type { Target } from './target';

/** What the branch has in a file's place. */
export type RemoteState =
  | { readonly kind: 'same' }
  | { readonly kind: 'other'; readonly hash: string }
  | { readonly kind: 'obstacle'; readonly reason: string };

const SAME: RemoteState = { kind: 'same' }; // one for all: most files of a second upload
function directory(): RemoteState {
  return { kind: 'obstacle', reason: t('the branch has a directory with that name') };
}

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

/**
 * Looks what lies on the branch in the files' places, and for names that clash there.
 *
 * @param digests by the indexes of the files
 */
export async function compare(
  files: readonly PlacedFile[],
  digests: readonly (FileDigest | undefined)[],
  { target, base, listings, signal }: CompareOptions,
): Promise<Comparison> {
  const there = new Array<RemoteState | undefined>(files.length);
  const paths = files.map(({ destination }) => destination);
  const warnings = [...clashesAmong(paths)];
  if (base === undefined) return { there, warnings };

  await visitEntries({ repository: target.repository, revision: base, listings, signal }, paths, {
    found(index, { hash, isDirectory }) {
      if (isDirectory) there[index] = directory();
      else there[index] = hash === digests[index]?.hash ? SAME : { kind: 'other', hash };
    },
    blocked(index, by) {
      const reason = t('the branch has a file named {0} where a directory is needed', by);
      there[index] = { kind: 'obstacle', reason };
    },
    names(directory, needed, present) {
      warnings.push(...clashesWith(directory, needed, present));
    },
  });
  return { there, warnings };
}
