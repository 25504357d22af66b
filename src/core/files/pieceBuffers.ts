/** Memory for pieces of files on their way, and for small files together: fresh memory costs as much as reading. */

const PIECE_BYTES = 512 * 1024;
/** Of those that nobody has a use for at the moment. */
const MOST_KEPT = 24;

const kept: ArrayBuffer[] = [];

/** Memory for one piece. */
export function newBuffer(): Buffer {
  const again = takeKept();
  return again === undefined ? Buffer.allocUnsafeSlow(PIECE_BYTES) : Buffer.from(again);
}

/** Some that can be used again, if there is any. */
export function takeKept(): ArrayBuffer | undefined {
  return kept.pop();
}

/** To be called once nothing reads `memory` any more, nor will. */
export function keepBuffer(memory: ArrayBufferLike): void {
  if (memory instanceof ArrayBuffer && memory.byteLength === PIECE_BYTES && kept.length < MOST_KEPT)
    kept.push(memory);
}

/** Where in a memory contents begin that are still needed. */
const neededIn = new WeakMap<ArrayBufferLike, Set<number>>();

/** Contents that lie in few memories: each memory can be used again when all in it were given back. */
export function noteShared(contents: readonly Uint8Array[]): void {
  for (const { buffer, byteOffset, byteLength } of contents) {
    if (byteLength === 0) continue;
    const needed = neededIn.get(buffer) ?? new Set();
    neededIn.set(buffer, needed.add(byteOffset));
  }
}

/**
 * Nobody needs the content any more. Memory that is used again leaves this thread: who still reads it finds nothing,
 * not another file.
 */
export function giveBackContent({ buffer, byteOffset }: Uint8Array): void {
  const needed = neededIn.get(buffer);
  if (needed?.delete(byteOffset) === true && needed.size === 0) keepBuffer(buffer);
}
