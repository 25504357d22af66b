import * as v from 'valibot';

/** As servers tell it: `0.50.7`, `0.65.2-beta.1`. */
export const VersionText = v.pipe(v.string(), v.regex(/^\d{1,6}(?:\.\d{1,6}){1,2}(?:[-+.][\w.+-]{1,50})?$/));

/** What a server of some version does differently; sources beside each. */
export interface ServerFeatures {
  readonly version: string;
  /** `POST workspaces/{id}/versions/`: stored blobs are staged by hash (< 0.54, docs/protocol/staging.md#by-hash). */
  readonly jsonStaging: boolean;
  /** `POST commits/upload_chunk` leads anywhere at all: what it stores can be staged. */
  readonly uploadChunk: boolean;
  /** Raw `upload_chunk` is hash-checked and its id is the hash (≥ 0.56.1, docs/protocol/upload-chunk.md#raw). */
  readonly rawVerified: boolean;
  /** Joins any number of chunks of `PUT versions/{hash}/chunks` (≥ 0.54); before, it opens all of them at once. */
  readonly joinsManyChunks: boolean;
  /** `POST versions/uploads`: stages a stored blob, and takes large files (≥ 0.64). */
  readonly versionUploads: boolean;
  /** Takes files of any size in one multipart request, to the disk, and hashes them on the way (≥ 0.65.2, staging.md#multipart). */
  readonly streamsFiles: boolean;
  /**
   * Two people who add one path conflict (≥ 0.62, docs/protocol/merge.md#conflict-rule); before, the second silently
   * wins.
   */
  readonly addAddConflict: boolean;
}

/** @param version as in the `oxen-version` header, for example `0.50.7` */
export function featuresOf(version: string): ServerFeatures {
  const atLeast = (major: number, minor: number, patch = 0) => compare(version, [major, minor, patch]) >= 0;
  return {
    version,
    jsonStaging: !atLeast(0, 54),
    uploadChunk: !atLeast(0, 54) || atLeast(0, 64),
    rawVerified: atLeast(0, 56, 1),
    joinsManyChunks: atLeast(0, 54),
    versionUploads: atLeast(0, 64),
    streamsFiles: atLeast(0, 65, 2),
    addAddConflict: atLeast(0, 62),
  };
}

function compare(version: string, other: readonly [number, number, number]): number {
  const parts = version.split(/[.+-]/, 3).map(Number);
  for (const [index, part] of other.entries()) {
    const difference = (parts[index] ?? 0) - part;
    if (difference !== 0) return difference;
  }
  return 0;
}
