import type { ContentHash } from '../../contentHash';
import type { FileDigest } from '../../files/hashing/hash';
import type { SkippedFile } from '../../files/localFile';
import type { RefusedFile } from '../../files/scan/destinations';
import type { Clash } from './clashes';
import type { Destination, FailedFile } from './plan';
import type { Secret } from './secretNames';
import type { BranchNow } from '../target/target';

/**
 * How a file stands to the branch, as far as that is known without reading it: nothing lies in its place, something
 * else does, something of the same size does, or its content does.
 */
export type Standing = 'new' | 'changed' | 'exists' | 'unchanged';

/** A file that is to lie at a path of the repository, and what lies there now. */
export interface WantedFile extends Destination {
  /** Bytes, as they were seen last. */
  readonly size: number;
  /** Where it has been hashed already. */
  readonly digest: FileDigest | undefined;
}

/** A file with what it holds, for the receipt. */
export interface KnownFile extends Pick<WantedFile, 'path' | 'source' | 'size'> {
  readonly hash: ContentHash;
}

export interface PreparedFile extends WantedFile {
  readonly standing: Standing;
}

/** What an upload would do: everything that can be known before the first question. */
export interface Preparation extends BranchNow {
  /** All but those that are skipped or refused, or failed. */
  readonly files: readonly PreparedFile[];
  readonly skipped: readonly SkippedFile[];
  readonly refused: readonly RefusedFile[];
  readonly failed: readonly FailedFile[];
  /** Folders of the selection in which a working copy of Oxen begins. */
  readonly workingCopies: readonly string[];
  /** Names that some file systems take for one; nothing is left out for that. */
  readonly warnings: readonly Clash[];
  /** Those of the files that look like secrets: whoever runs it sees to it that they may go. */
  readonly secrets: readonly Secret[];
}

/** Files by what is known of them. */
export type PreparedCounts = Readonly<Record<Standing | 'skipped' | 'refused', number>>;

export function countsOf({
  files,
  skipped,
  refused,
}: Pick<Preparation, 'files' | 'skipped' | 'refused'>): PreparedCounts {
  const counts = { new: 0, changed: 0, exists: 0, unchanged: 0 };
  for (const { standing } of files) counts[standing]++;
  return { ...counts, skipped: skipped.length, refused: refused.length };
}

/** Whether its content lies in its place. */
export function isUnchanged({ standing }: PreparedFile): boolean {
  return standing === 'unchanged';
}

/** Those that have to be sent, or whose content has to be compared first. */
export function filesToSend({ files }: Pick<Preparation, 'files'>): readonly PreparedFile[] {
  return files.filter((file) => !isUnchanged(file));
}

/** Bytes, counted once for each path. */
export function bytesOf(files: readonly Pick<WantedFile, 'size'>[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
