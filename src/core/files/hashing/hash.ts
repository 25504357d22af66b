import { contentHash, type ContentHash } from '../../contentHash';
import { ChunkDigests } from './chunkDigests';
import { type Identity, readIdentity } from './fileIdentity';
import { chunkHashers, contentHashers } from './hashers';
import { OpenFile } from '../openFile';
import { Pool } from '../memory/pool';
import { isPrivateKey } from '../privateKey';

export interface FileDigest {
  readonly hash: ContentHash;
  /** Bytes that were hashed. */
  readonly size: number;
  /** One XXH3-64 in hex for each `chunkBytes` of the file, the last one for what remains; empty if not asked for. */
  readonly chunks: readonly string[];
  /** Told only of a file that begins like a private key. */
  readonly isPrivateKey?: true;
}

/** A digest of a file that was read, and what was read where that is kept. */
export interface ReadDigest extends FileDigest {
  readonly content?: Buffer;
  /** Told with the content, when it was the same before and after. */
  readonly identity?: Identity;
}

/** One for all files that are not cut. */
export const NO_CHUNKS: readonly string[] = [];

export interface HashOptions {
  /** Length of the chunks to hash on their own; above 0. */
  readonly chunkBytes?: number;
  readonly signal: AbortSignal;
  /** Told the bytes of each read. */
  readonly onBytes?: (bytes: number) => void;
  /** Awaited after each read of a large file. */
  readonly pause?: () => Promise<unknown>;
  /** Files of at most so many bytes are read at once; what was read is given back with the digest, and its identity. */
  readonly keepUpTo?: number;
  /** Memory for what is given back; fresh by itself. */
  readonly memory?: (bytes: number) => Buffer;
}

const READ_BYTES = 1024 * 1024; // hashed in about half a millisecond; smaller reads are slower, larger ones no faster
const readBuffers = new Pool(() => Buffer.allocUnsafeSlow(READ_BYTES));

/**
 * Hashes a file, and on request its chunks, in one pass.
 * @throws LocalFileError when it cannot be read; the signal's reason when it is aborted
 */
export async function hashFile(path: string, options: HashOptions): Promise<ReadDigest> {
  const { chunkBytes, signal, onBytes, pause, keepUpTo } = options;
  const small = keepUpTo === undefined ? undefined : await hashWhole(path, keepUpTo, options);
  if (small !== undefined) return small;
  return contentHashers.use((whole) =>
    chunkHashers.use(async (part) => {
      const chunks = chunkBytes === undefined ? undefined : new ChunkDigests(part, chunkBytes);
      let size = 0;
      let isKey = false;
      whole.init();
      for await (const piece of piecesOf(path, signal)) {
        if (size === 0) isKey = isPrivateKey(piece);
        whole.update(piece);
        chunks?.update(piece);
        size += piece.length;
        onBytes?.(piece.length);
        await pause?.();
      }
      const hash = contentHash(whole.digest('hex'));
      const digest = { hash, size, chunks: chunks?.digests() ?? NO_CHUNKS };
      return isKey ? { ...digest, isPrivateKey: true } : digest;
    }),
  );
}

/** `undefined` when the file is larger than that. */
async function hashWhole(path: string, most: number, options: HashOptions): Promise<ReadDigest | undefined> {
  const before = await readIdentity(path);
  const content = await readWhole(path, most, options);
  if (content === undefined) return undefined;
  const after = await readIdentity(path);
  const { length: size } = content;
  options.onBytes?.(size);
  return {
    hash: await hashBytes(content),
    size,
    chunks: NO_CHUNKS,
    content,
    ...(after.text === before.text && { identity: before }),
    ...(isPrivateKey(content) && { isPrivateKey: true }),
  };
}

const freshMemory = (bytes: number) => Buffer.allocUnsafeSlow(bytes);

async function readWhole(
  path: string,
  most: number,
  { signal, memory = freshMemory }: HashOptions,
): Promise<Buffer | undefined> {
  signal.throwIfAborted();
  const file = await OpenFile.openSelected(path);
  try {
    if (file.size > most) return undefined;
    // One byte at least: of what tells no size there may be some.
    const content = memory(Math.max(1, file.size));
    const read = await file.fill(content, 0);
    await file.requireSize(read);
    return content.subarray(0, Math.min(read, file.size));
  } finally {
    await file.close();
  }
}

/** Hash of bytes that are in memory. */
export function hashBytes(bytes: Uint8Array): Promise<ContentHash> {
  return contentHashers.use((hasher) => contentHash(hasher.init().update(bytes).digest('hex')));
}

/** Hash of bytes that arrive piece by piece; a piece may be overwritten once the next one is asked for. */
export function hashPieces(pieces: AsyncIterable<Uint8Array>): Promise<ContentHash> {
  return contentHashers.use(async (hasher) => {
    hasher.init();
    for await (const piece of pieces) hasher.update(piece);
    return contentHash(hasher.digest('hex'));
  });
}

/** The file in pieces, all in the same memory: each is gone when the next one is asked for. */
async function* piecesOf(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const file = await OpenFile.openSelected(path);
  const buffer = await readBuffers.take();
  try {
    let position = 0;
    for (let read = READ_BYTES; read === READ_BYTES; position += read) {
      signal.throwIfAborted();
      read = await file.fill(buffer, position);
      yield buffer.subarray(0, read);
    }
    await file.requireSize(position);
  } finally {
    readBuffers.give(buffer);
    await file.close();
  }
}
