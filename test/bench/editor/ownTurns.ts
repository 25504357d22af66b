import { readFileSync } from 'node:fs';

/**
 * The turns of this thread's event loop, without what the thread waited for a core while others had all of them: what is left
 * is its own work. Linux tells the waiting to the nanosecond (`schedstat`).
 */
export class OwnTurns {
  /** In ms. */
  longest = 0;
  private last = now();
  private readonly timer: NodeJS.Timeout;

  /** @param ms from one look to the next; each is part of its turn */
  constructor(ms: number) {
    this.timer = setInterval(() => this.note(), ms);
    this.timer.unref();
  }

  end(): void {
    clearInterval(this.timer);
  }

  private note(): void {
    const { last } = this;
    this.last = now();
    this.longest = Math.max(this.longest, this.last.at - last.at - (this.last.waited - last.waited));
  }
}

const NANOSECONDS = 1e6;

function now() {
  const [, waited] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
  return { at: performance.now(), waited: Number(waited) / NANOSECONDS };
}
