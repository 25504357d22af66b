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
export async function* inTurns<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < items.length; start += PIECE) {
    yield items.slice(start, start + PIECE);
    await shareThread();
  }
}
