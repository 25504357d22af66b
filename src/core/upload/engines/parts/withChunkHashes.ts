import { LocalFileError } from '../../../files/localFileError';
import { digestOf } from '../../../files/worker/offThread';
import { chunking, type PlannedBlob, SMALL_FILE_BYTES } from '../../plan/plan';

/**
 * The blob, to be sent in chunks: one that was sent in one request, and is to be sent again, has no hashes of its chunks yet.
 *
 * @throws LocalFileError when it cannot be read, or has changed
 */
export async function withChunkHashes(blob: PlannedBlob, signal: AbortSignal): Promise<PlannedBlob> {
  if (blob.size <= SMALL_FILE_BYTES || blob.chunks.length > 0) return blob;
  const { hash, chunks } = await digestOf(blob.source, { ...chunking(blob), signal });
  if (hash !== blob.hash) throw new LocalFileError(blob.source, 'changed');
  return { ...blob, chunks };
}
