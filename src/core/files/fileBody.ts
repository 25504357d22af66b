import { contentHash, type ContentHash } from '../contentHash';
import { readIdentity } from './hashing/fileIdentity';
import { hashBytes } from './hashing/hash';
import { chunkHashers, contentHashers } from './hashing/hashers';
import { LocalFileError } from './localFileError';
import { OpenFile } from './openFile';
import { newBuffer } from './memory/pieceBuffers';

/** Bytes of a file. */
export interface FileRange {
  readonly path: string;
  /** First byte. */
  readonly start: number;
  /** Bytes, above 0. */
  readonly length: number;
}

export interface ChunkBodyOptions extends FileRange {
  /** XXH3-64 of the chunk in hex, as `hashFile` gave it. */
  readonly expected: string;
}

/** How far a chunk was read: so that somebody else can go on. */
export interface ChunkProgress {
  /** Bytes. */
  readonly done: number;
  /** Of the hash. */
  readonly state: Uint8Array;
}

/** A part of a chunk, and how far the chunk is read with it. */
export interface ChunkPiece extends ChunkProgress {
  readonly bytes: Uint8Array;
}

/**
 * One chunk of a file in pieces, for a request body. The last piece is held back until the hash of all is the
 * expected one, so that a request with other bytes than planned never completes.
 *
 * @param buffer memory for a piece: the socket may hold the pieces before for as long as it likes
 * @throws LocalFileError when the file has changed, shrunk or vanished, or cannot be read
 */
export async function* chunkPieces(
  { path, start, length, expected }: ChunkBodyOptions,
  {
    from,
    buffer = newBuffer,
  }: { readonly from?: ChunkProgress | undefined; readonly buffer?: () => Uint8Array } = {},
): AsyncGenerator<ChunkPiece> {
  const file = await OpenFile.openSelected(path);
  const hasher = await chunkHashers.take();
  try {
    hasher.init();
    if (from !== undefined) hasher.load(from.state);
    for (let done = from?.done ?? 0; done < length;) {
      const bytes = await pieceAt(file, { at: start + done, most: length - done, buffer });
      hasher.update(bytes);
      done += bytes.length;
      const state = hasher.save();
      if (done === length && hasher.digest('hex') !== expected) throw new LocalFileError(path, 'changed');
      yield { bytes, done, state };
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
export async function* rangePieces(
  { path, start, length }: FileRange,
  {
    done: begin = 0,
    buffer = newBuffer,
  }: { readonly done?: number; readonly buffer?: () => Uint8Array } = {},
): AsyncGenerator<Uint8Array> {
  const file = await OpenFile.openSelected(path);
  try {
    for (let done = begin; done < length;) {
      const bytes = await pieceAt(file, { at: start + done, most: length - done, buffer });
      done += bytes.length;
      yield bytes;
    }
  } finally {
    await file.close();
  }
}

/** A piece of a whole file. */
export interface WholePiece {
  readonly bytes: Uint8Array;
  /** Of the whole, with the last piece. */
  readonly hash?: ContentHash;
}

/**
 * A whole file as it is now, hashed on the way. The last piece is held back until the file is seen to be what it was when
 * the first one was read, so that a request with a mixture never completes.
 *
 * @throws LocalFileError when the file has changed, or has another length, or cannot be read
 */
export async function* wholePieces({ path, length }: Omit<FileRange, 'start'>): AsyncGenerator<WholePiece> {
  const before = await readIdentity(path);
  const hasher = await contentHashers.take();
  try {
    hasher.init();
    let done = 0;
    for await (const bytes of rangePieces({ path, start: 0, length })) {
      hasher.update(bytes);
      done += bytes.length;
      if (done < length) {
        yield { bytes };
        continue;
      }
      const { text, size } = await readIdentity(path);
      if (text !== before.text || size !== length) throw new LocalFileError(path, 'changed');
      yield { bytes, hash: contentHash(hasher.digest('hex')) };
    }
  } finally {
    contentHashers.give(hasher);
  }
}

interface PieceOptions {
  readonly at: number;
  readonly most: number;
  readonly buffer: () => Uint8Array;
}

async function pieceAt(file: OpenFile, { at, most, buffer }: PieceOptions): Promise<Uint8Array> {
  const memory = buffer();
  const piece = memory.subarray(0, Math.min(memory.length, most));
  if ((await file.fill(piece, at)) < piece.length) throw new LocalFileError(file.path, 'changed');
  return piece;
}

/** A file as it was hashed. */
export interface PlannedFile {
  readonly hash: ContentHash;
  /** Bytes. */
  readonly size: number;
}

/**
 * A whole small file.
 * @throws LocalFileError `changed` unless size and hash are the planned ones; or when it cannot be read
 */
export async function readPlanned(path: string, planned: PlannedFile): Promise<Buffer> {
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
