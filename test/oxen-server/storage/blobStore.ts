import { createReadStream, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { canonicalHash, hashOf } from './contentHash';
import { drain } from './drain';
import type { ScratchDirectory, WrittenFile } from './scratch';

/** Contents up to this size are kept in memory while they arrive. */
const SPILL_BYTES = 1024 * 1024;

export class HashMismatch extends Error {
  constructor(path: string, expected: string, actual: string) {
    super(`Hash mismatch writing ${JSON.stringify(path)}: expected ${expected}, got ${actual}`);
  }
}

/**
 * A hash of fewer than two characters panics in the real store, which drops the connection
 * (docs/protocol/blobs.md#metadata).
 */
export class StorePanic extends Error {}

/**
 * Blobs by hash, in the layout of the local store: `<2>/<rest>/data`. The text of the hash names the place, so a
 * padded hash is another blob (docs/protocol/hashes.md#spelling).
 */
export class BlobStore {
  constructor(
    private readonly root: string,
    private readonly scratch: ScratchDirectory,
  ) {}

  directoryOf(hash: string): string {
    if (hash.length < 2) throw new StorePanic(`no blob can be named ${hash}`);
    return join(this.root, hash.slice(0, 2), hash.slice(2));
  }

  pathOf(hash: string): string {
    return join(this.directoryOf(hash), 'data');
  }

  /** Size of the blob, or `undefined` when there is none. Says nothing about its content. */
  size(hash: string): number | undefined {
    return this.look(hash)?.size;
  }

  /** Size of the blob, and its time in ms since 1970; `undefined` when there is none. */
  look(hash: string): { readonly size: number; readonly time: number } | undefined {
    const stats = statSync(this.pathOf(hash), { throwIfNoEntry: false });
    return stats?.isFile() === true ? { size: stats.size, time: stats.mtimeMs } : undefined;
  }

  has(hash: string): boolean {
    return this.size(hash) !== undefined;
  }

  read(hash: string): Readable {
    return createReadStream(this.pathOf(hash));
  }

  /** Stores a content under the hash it has; one that is there already stays, be it right or wrong. */
  async add(chunks: AsyncIterable<Buffer>): Promise<{ readonly hash: string; readonly size: number }> {
    const { start, rest } = await beginning(chunks);
    if (rest) {
      const written = await this.scratch.write(rest);
      await this.#keep(written);
      return written;
    }
    const hash = await hashOf(start);
    if (!this.has(hash)) this.scratch.publish(this.scratch.writeBytes(start), this.pathOf(hash));
    return { hash, size: start.length };
  }

  /**
   * Stores a content under a hash it must have.
   * @throws HashMismatch when it has another one
   */
  async addAs(hash: string, chunks: AsyncIterable<Buffer>): Promise<void> {
    if (this.has(hash)) {
      await drain(chunks);
      return;
    }
    await this.replace(hash, chunks);
  }

  /** As `addAs`, but what is there already is replaced. */
  async replace(hash: string, chunks: AsyncIterable<Buffer>, target = this.pathOf(hash)): Promise<void> {
    const written = await this.scratch.write(chunks);
    if (canonicalHash(hash) !== written.hash) {
      await rm(written.path);
      throw new HashMismatch(target, canonicalHash(hash) ?? hash, written.hash);
    }
    this.scratch.publish(written.path, target);
  }

  async #keep(written: WrittenFile): Promise<void> {
    if (this.has(written.hash)) await rm(written.path);
    else this.scratch.publish(written.path, this.pathOf(written.hash));
  }
}

/** All of a short stream, or a stream that begins again with what was read of a long one. */
async function beginning(
  chunks: AsyncIterable<Buffer>,
): Promise<{ readonly start: Buffer; readonly rest?: AsyncIterable<Buffer> }> {
  const source = chunks[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let size = 0;
  while (size <= SPILL_BYTES) {
    const next = await source.next();
    if (next.done === true) return { start: Buffer.concat(read) };
    read.push(next.value);
    size += next.value.length;
  }
  async function* again(): AsyncGenerator<Buffer> {
    yield* read.splice(0);
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  }
  return { start: Buffer.alloc(0), rest: again() };
}
