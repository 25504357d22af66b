import { setMaxListeners } from 'node:events';
import type { PlannedFile } from '../fileBody';
import type { ReadDigest } from '../hashing/hash';
import { releaseContent } from './contentMemory';
import { plannedContent } from '../worker/offThread';

/** Of small files from when they are hashed until they are sent, in bytes. Four times what fits into one request. */
const ROOM = 32 * 1024 * 1024;

/** A file as it was hashed. */
export interface PlannedContent extends PlannedFile {
  readonly source: string;
}

/**
 * What was read of small files when they were hashed, so that they need not be read again when they are sent. What the hash
 * cache knew is read then, and compared with that.
 */
export class HeldContents {
  private bytes = 0;
  private readonly held = new Map<string, Buffer>();
  /** Those that wait for room, in order. */
  private waiting: Waiting[] = [];

  /**
   * Has a file read when there is room for it, and keeps what was read.
   *
   * @param onFull told when there is none at the moment: somebody has to send, or to drop
   */
  async read(
    { source, size }: { readonly source: string; readonly size: number },
    work: () => Promise<ReadDigest>,
    { signal, onFull }: { readonly signal: AbortSignal; readonly onFull: () => void },
  ): Promise<ReadDigest> {
    if (this.waiting.length === 0 && this.hasRoom(size)) this.bytes += size;
    else await this.room(size, { signal, onFull });
    let kept = 0;
    try {
      const digest = await work();
      if (digest.content !== undefined) {
        this.drop(source); // links may lead to it more than once
        this.held.set(source, digest.content);
        kept = digest.content.length;
      }
      return digest;
    } finally {
      this.free(size - kept);
    }
  }

  /** Nobody will take it. */
  drop(source: string): void {
    const content = this.held.get(source);
    this.held.delete(source);
    if (content !== undefined) this.release(content);
  }

  /**
   * The content of a small blob: as it was hashed, else read, and compared with what was hashed. It is to be given to
   * {@link release}.
   *
   * @throws LocalFileError when it has changed, or cannot be read
   */
  async take(blob: PlannedContent): Promise<Buffer> {
    const held = this.held.get(blob.source);
    this.held.delete(blob.source);
    if (held !== undefined) return held;
    const content = await plannedContent(blob.source, blob);
    this.bytes += content.length;
    return content;
  }

  /** To be called once for what was taken, when nothing reads it any more, nor will: it makes room for others. */
  release(content: Uint8Array): void {
    releaseContent(content);
    this.free(content.length);
  }

  private hasRoom(size: number): boolean {
    return this.bytes === 0 || this.bytes + size <= ROOM;
  }

  private async room(
    size: number,
    { signal, onFull }: Pick<Waiting, 'onFull'> & { readonly signal: AbortSignal },
  ) {
    signal.throwIfAborted();
    setMaxListeners(0, signal);
    const isIn = await new Promise<boolean>((resolve) => {
      const leave = () => {
        this.waiting = this.waiting.filter((one) => one !== waits);
        resolve(false);
      };
      const take = () => {
        signal.removeEventListener('abort', leave);
        this.bytes += size;
        resolve(true);
      };
      const waits = { size, take, onFull };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(waits);
      onFull();
    });
    if (!isIn) signal.throwIfAborted();
  }

  private free(bytes: number): void {
    this.bytes -= bytes;
    for (let next = this.waiting[0]; next !== undefined && this.hasRoom(next.size); next = this.waiting[0]) {
      this.waiting.shift();
      next.take();
    }
    this.waiting[0]?.onFull();
  }
}

/** Somebody who wants to read a file. */
interface Waiting {
  readonly size: number;
  readonly take: () => void;
  readonly onFull: () => void;
}
