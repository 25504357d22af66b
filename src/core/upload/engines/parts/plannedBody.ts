import { keepBuffer } from '../../../files/memory/pieceBuffers';
import { chunkBody, plannedContent } from '../../../files/worker/offThread';
import type { RequestBody } from '../../../oxen/http/transport';
import { CHUNK_BYTES, type PlannedBlob } from '../../plan/plan';

/** The memory of a piece is used for another. */
export function giveBack({ buffer }: Uint8Array): void {
  keepBuffer(buffer);
}

/**
 * `length` bytes of a blob from `start` on, for a request: what is sent is what was planned. The last piece of
 * each chunk is held back until the chunk has the hash of the first pass, so a changed file never gets through.
 *
 * @param start a multiple of {@link CHUNK_BYTES}; the range ends at another, or with the blob
 */
export function plannedBody(blob: PlannedBlob, start: number, length: number): RequestBody {
  const { source, size, chunks } = blob;
  const end = start + length;
  if (start % CHUNK_BYTES !== 0 || (end !== size && end % CHUNK_BYTES !== 0)) {
    throw new RangeError(`Bytes ${start} to ${end} of ${source} are not whole chunks.`);
  }
  return {
    bytes: length,
    giveBack,
    async *pieces() {
      if (chunks.length === 0) {
        yield await plannedContent(source, blob); // a small file is hashed as a whole
        return;
      }
      for (let at = start; at < end; at += CHUNK_BYTES) {
        const expected = chunks[at / CHUNK_BYTES];
        if (expected === undefined) throw new RangeError(`${source} has no chunk at byte ${at}.`);
        yield* chunkBody({ path: source, start: at, length: Math.min(CHUNK_BYTES, end - at), expected });
      }
    },
  };
}
