/** Memory that is on its way out: how many bytes of it have not left yet, and who wants it back. */
const underWay = new WeakMap<ArrayBufferLike, { left: number; readonly tell: () => void }>();

/**
 * Has it told when all of `piece`, which nobody else sends, has left this process: from then on nothing reads it. Where
 * that is not known, as after a broken connection, it is never told.
 */
export function whenLeft(piece: Uint8Array, tell: () => void): void {
  underWay.set(piece.buffer, { left: piece.byteLength, tell });
}

/** For connections: the system has taken these bytes over. */
export function noteLeft({ buffer, byteLength }: Uint8Array): void {
  const memory = underWay.get(buffer);
  if (memory === undefined) return;
  memory.left -= byteLength;
  if (memory.left > 0) return;
  underWay.delete(buffer);
  memory.tell();
}
