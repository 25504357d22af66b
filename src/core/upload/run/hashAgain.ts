import type { ContentHash } from '../../contentHash';
import { NO_CHUNKS } from '../../files/hash';
import type { Digester } from '../../files/hashCache';
import { LocalFileError } from '../../files/localFileError';
import { type FailedBlob, failedBlob, type SendContext } from '../engines/engine';
import { CHUNK_BYTES, type Destination, type PlannedBlob, SMALL_FILE_BYTES } from '../plan/plan';

/** What became of files that had failed, as they are now. */
export interface HashedAgain {
  readonly blobs: readonly PlannedBlob[];
  readonly failed: readonly FailedBlob[];
  /** Files that hold by now what lies in their place on the branch. */
  readonly unchanged: number;
}

/**
 * What failed may have changed on disk meanwhile: each file is planned with what it holds now. One that has become a
 * private key fails, since nobody was asked about it.
 *
 * @param secrets paths in the repository of what looks like a secret and may go
 */
export async function hashAgain(
  failures: readonly FailedBlob[],
  context: SendContext,
  digest: Digester,
  secrets: readonly string[],
): Promise<HashedAgain> {
  const blobs = new Map<ContentHash, PlannedBlob & { destinations: Destination[] }>();
  const failed: FailedBlob[] = [];
  const mayBeSecret = new Set<string>(secrets);
  let unchanged = 0;
  for (const { blob } of failures) {
    for (const destination of blob.destinations) {
      const { source, path, replaces } = destination;
      try {
        const now = await digest(source, { chunkBytes: CHUNK_BYTES, signal: context.signal });
        if (now.hash === replaces) {
          unchanged++;
          continue;
        }
        if (now.isPrivateKey === true && !mayBeSecret.has(path))
          throw new LocalFileError(source, 'private-key');
        const known = blobs.get(now.hash);
        if (known !== undefined) known.destinations.push(destination);
        else {
          const { hash, size } = now;
          const chunks = size > SMALL_FILE_BYTES ? now.chunks : NO_CHUNKS;
          blobs.set(hash, { hash, size, chunks, source, destinations: [destination] });
        }
      } catch (error) {
        if (!(error instanceof LocalFileError)) throw error;
        failed.push(failedBlob({ ...blob, source, destinations: [destination] }, error, context));
      }
    }
  }
  return { blobs: [...blobs.values()], failed, unchanged };
}
