/**
 * Memory for small contents on their way from the worker to the main thread, used again and again: fresh memory for
 * each costs as much as reading the file, and most of what is freed in between stays with the process all the same.
 */

const BLOCK_BYTES = 256 * 1024;
/** A little more than may wait to be sent: a block is free when nothing in it is needed. What is beyond has memory of its own. */
const MOST_BLOCKS = 144;
/** What is sent without being copied has memory of its own: nobody could tell when the last of it has left. */
const SHARED_AT_MOST = 64 * 1024;
/** A block begins with the number of contents in it that are still needed. Both threads count. */
const HEAD_BYTES = 8;

interface Block {
  readonly bytes: Buffer;
  readonly needed: Int32Array;
  filled: number;
}

/** The worker's side: where it reads contents to. */
export class ContentMemory {
  private readonly blocks: Block[] = [];
  private current: Block | undefined;

  /** Until it is released by {@link releaseContent}, on either thread. */
  take(bytes: number): Buffer {
    const block = bytes > SHARED_AT_MOST ? undefined : this.blockFor(bytes);
    if (block === undefined) return Buffer.allocUnsafeSlow(bytes);
    Atomics.add(block.needed, 0, 1);
    const start = block.filled;
    block.filled += bytes;
    return block.bytes.subarray(start, block.filled);
  }

  /** `undefined` when all are in use. */
  private blockFor(bytes: number): Block | undefined {
    if (this.current !== undefined && this.current.filled + bytes <= BLOCK_BYTES) return this.current;
    this.current = this.blocks.find(({ needed }) => Atomics.load(needed, 0) === 0) ?? this.newBlock();
    if (this.current !== undefined) this.current.filled = HEAD_BYTES;
    return this.current;
  }

  private newBlock(): Block | undefined {
    if (this.blocks.length === MOST_BLOCKS) return undefined;
    const memory = new SharedArrayBuffer(BLOCK_BYTES);
    const block = { bytes: Buffer.from(memory), needed: neededIn(memory), filled: HEAD_BYTES };
    this.blocks.push(block);
    return block;
  }
}

/** What somebody forgot to release is released when nobody refers to it any more. */
const forgotten = new FinalizationRegistry((needed: Int32Array) => void Atomics.sub(needed, 0, 1));

/** The main thread's side: a content as it came from the worker. */
export function receiveContent({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  const content = Buffer.from(buffer, byteOffset, byteLength);
  if (buffer instanceof SharedArrayBuffer) forgotten.register(content, neededIn(buffer), content);
  return content;
}

/** To be called once nothing reads a received content any more, nor will. Where it has memory of its own this does nothing. */
export function releaseContent(content: Uint8Array): void {
  const { buffer } = content;
  if (buffer instanceof SharedArrayBuffer && forgotten.unregister(content))
    Atomics.sub(neededIn(buffer), 0, 1);
}

/** On the worker's side: what was taken and does not go to the other thread. */
export function giveBackContent({ buffer }: Uint8Array): void {
  if (buffer instanceof SharedArrayBuffer) Atomics.sub(neededIn(buffer), 0, 1);
}

/** One view of each block: one for each content was much of the garbage. */
const counts = new WeakMap<SharedArrayBuffer, Int32Array>();

function neededIn(block: SharedArrayBuffer): Int32Array {
  const needed = counts.get(block) ?? new Int32Array(block, 0, 1);
  counts.set(block, needed);
  return needed;
}
