import { setImmediate } from 'node:timers/promises';

/** The event loop is not ours alone, in ms. */
const LONGEST_TURN = 20;
const PIECE = 1000;

/** When others had their turn last, as far as is known here. */
let begun = performance.now();

/** For work that has no pause of its own: lets others go on, when the last time was a while ago. */
export async function shareThread(): Promise<void> {
  if (performance.now() - begun < LONGEST_TURN) return;
  await setImmediate();
  begun = performance.now();
}

/** All of very many items, piece by piece: in between others go on. */
export async function* inTurns<T>(items: Iterable<T>): AsyncGenerator<readonly T[]> {
  let piece: T[] = [];
  for (const item of items) {
    if (piece.push(item) < PIECE) continue;
    yield piece;
    piece = [];
    await shareThread();
  }
  if (piece.length > 0) yield piece;
}
