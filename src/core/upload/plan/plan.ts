import type { ContentHash } from '../../contentHash';
import type { CommitId } from '../../oxen/ids';
import type { RepoPath } from '../../repoPath';
import type { Target } from '../target/target';

/** Largest file that travels whole in a batch or pack; above it is cut into chunks (docs/engines.md#choice). */
export const SMALL_FILE_BYTES = 8 * 1024 * 1024;
/** The official client's chunk size. */
export const CHUNK_BYTES = 10 * 1024 * 1024;

/** How a file is hashed: chunks only of what is cut into them. */
export function chunking({ size }: { readonly size: number }): { readonly chunkBytes?: number } {
  return size > SMALL_FILE_BYTES ? { chunkBytes: CHUNK_BYTES } : {};
}

/** A path of the repository that will hold a blob. */
export interface Destination {
  readonly path: RepoPath;
  /** The local file that belongs there. */
  readonly source: string;
  /** The content that lies there now and will be replaced. */
  readonly replaces: string | undefined;
}

/** The unit of transfer: one distinct content with its destinations. */
export interface PlannedBlob {
  readonly hash: ContentHash;
  readonly size: number;
  /** XXH3-64 of each {@link CHUNK_BYTES}, for a file above {@link SMALL_FILE_BYTES}. */
  readonly chunks: readonly string[];
  /** The local file that is read for sending: that of a destination. */
  readonly source: string;
  readonly destinations: readonly Destination[];
}

/** A blob at one of its destinations. */
export interface StagedFile {
  readonly blob: PlannedBlob;
  readonly path: RepoPath;
}

export interface FailedFile {
  /** Of the local file. */
  readonly path: string;
  /** Where it was to lie, as far as that was known. */
  readonly destination?: RepoPath;
  readonly error: Error;
}

/** What a commit is to put on a branch. */
export interface Plan {
  readonly target: Target;
  /** The commit that was compared with; none in an empty repository. */
  readonly base: CommitId | undefined;
  readonly blobs: readonly PlannedBlob[];
}

/** How many paths the plan will change. */
export function plannedFiles({ blobs }: Plan): number {
  return blobs.reduce((sum, { destinations }) => sum + destinations.length, 0);
}

/** How many bytes will lie at those paths. */
export function plannedBytes({ blobs }: Plan): number {
  return blobs.reduce((sum, { size, destinations }) => sum + size * destinations.length, 0);
}
