import type { ContentHash } from '../contentHash';
import { hashBytes } from './hash';
import { chunkHashers } from './hashers';
import { LocalFileError } from './localFileError';
import { OpenFile } from './openFile';

export interface ChunkBodyOptions {
  readonly path: string;
  /** First byte of the chunk. */
  readonly start: number;
  /** Bytes of the chunk, above 0. */
  readonly length: number;
  /** XXH3-64 of the chunk in hex, as `hashFile` gave it. */
  readonly expected: string;
}

const PIECE_BYTES = 256 * 1024; // larger ones are hardly faster, and more of them wait for the garbage collector

/**
 * One chunk of a file in pieces, for a request body. The last piece is held back until the hash of all is the
 * expected one, so that a request with other bytes than planned never completes.
 * @throws LocalFileError when the file has changed, shrunk or vanished, or cannot be read
 */
export async function* chunkBody(options: ChunkBodyOptions): AsyncGenerator<Uint8Array> {
  const { path, start, length, expected } = options;
  const file = await OpenFile.openSelected(path);
  const hasher = await chunkHashers.take();
  try {
    hasher.init();
    for (let done = 0; done < length;) {
      // Fresh memory for each: the socket may hold the pieces before for as long as it likes.
      const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, length - done));
      const read = await file.fill(piece, start + done);
      if (read < piece.length) throw new LocalFileError(path, 'changed');

      hasher.update(piece);
      done += read;
      if (done === length && hasher.digest('hex') !== expected) throw new LocalFileError(path, 'changed');
      yield piece;
    }
  } finally {
    chunkHashers.give(hasher);
    await file.close();
  }
}

/**
 * A range of a file in pieces, as it is now.
 * @throws LocalFileError when the file has shrunk or vanished, or cannot be read
 */
export async function* rangeBody({
  path,
  start,
  length,
}: {
  readonly path: string;
  readonly start: number;
  readonly length: number;
}): AsyncGenerator<Uint8Array> {
  const file = await OpenFile.openSelected(path);
  try {
    for (let done = 0; done < length; done += PIECE_BYTES) {
      const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, length - done));
      if ((await file.fill(piece, start + done)) < piece.length) throw new LocalFileError(path, 'changed');
      yield piece;
    }
  } finally {
    await file.close();
  }
}

/**
 * A whole small file.
 * @throws LocalFileError `changed` unless size and hash are the planned ones; or when it cannot be read
 */
export async function readPlanned(
  path: string,
  planned: { hash: ContentHash; size: number },
): Promise<Buffer> {
  const file = await OpenFile.openSelected(path);
  try {
    if (file.size !== planned.size) throw new LocalFileError(path, 'changed');
    if (planned.size === 0) await file.requireSize(await file.fill(Buffer.alloc(1), 0));

    const bytes = Buffer.allocUnsafeSlow(planned.size);
    const read = await file.fill(bytes, 0);
    if (read < planned.size || (await hashBytes(bytes)) !== planned.hash)
      throw new LocalFileError(path, 'changed');
    return bytes;
  } finally {
    await file.close();
  }
}
