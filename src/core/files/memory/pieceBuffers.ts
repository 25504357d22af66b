/** Memory for pieces of files on their way: fresh memory for each costs as much as reading it. */

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
