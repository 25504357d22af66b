import { setImmediate } from 'node:timers/promises';

/** The event loop is not ours alone, in ms. */
const LONGEST_TURN = 20;

/** For work that has no pause of its own. */
export class ThreadShare {
  private begun = performance.now();

  /** Lets others go on, when the last time was a while ago. */
  async yield(): Promise<void> {
    if (performance.now() - this.begun < LONGEST_TURN) return;
    await setImmediate();
    this.begun = performance.now();
  }
}

const PIECE = 1000;

/** All of very many items, piece by piece: in between others go on. */
export async function* inTurns<T>(
  items: readonly T[],
  thread = new ThreadShare(),
): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < items.length; start += PIECE) {
    yield items.slice(start, start + PIECE);
    await thread.yield();
  }
}
