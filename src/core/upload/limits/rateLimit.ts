import { setTimeout as delay } from 'node:timers/promises';

/** How long one piece may take, in ms: so small are pieces under a low limit that the flow stays smooth. */
const PIECE_TIME = 100;
const SMALLEST_PIECE = 1024;
/** How far a flow that came too late may catch up, in ms: timers are no more exact. */
const CATCH_UP = 100;
/** How soon a change takes effect for those who wait, in ms. */
const LIVE = 100;

/** The bandwidth that all runs of this process share. A change takes effect immediately, also for what is under way. */
export class RateLimit {
  /** When the bytes that left so far are through, in ms of `performance.now()`. */
  private through = 0;

  /** @param bytesPerSecond none without a limit */
  constructor(public bytesPerSecond?: number) {}

  /** How many of `most` bytes may leave now; waits until there are some. */
  async take(most: number, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const rate = this.bytesPerSecond;
      if (rate === undefined) return most;
      const now = performance.now();
      if (this.through <= now) {
        const bytes = Math.min(most, Math.max(SMALLEST_PIECE, Math.floor((rate * PIECE_TIME) / 1000)));
        this.through = Math.max(this.through, now - CATCH_UP) + (bytes / rate) * 1000;
        return bytes;
      }
      await delay(Math.min(this.through - now, LIVE), undefined, { signal });
    }
  }
}
