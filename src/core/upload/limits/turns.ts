import PQueue from 'p-queue';
import type { Report } from '../events';

/** It was stopped before its turn came. */
export class NotItsTurn extends Error {}

export interface TurnOptions {
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** Who has to wait for others: one after the other for each key, in their order; different keys at the same time. */
export class Turns {
  private readonly queues = new Map<string, Queue>();

  /** A place among those that wait for the same, behind all that have one. */
  queueFor(key: string): Turn {
    const queue = this.queues.get(key) ?? new Queue();
    this.queues.set(key, queue);
    return new Turn(queue);
  }
}

class Queue extends PQueue {
  /** When work was last done, as `performance.now()` has it. */
  freeSince = -Infinity;

  constructor() {
    super({ concurrency: 1 });
  }
}

/** To be taken or left: those behind it wait for that. */
export class Turn {
  private hasCome = false;
  private end: () => void = () => undefined;
  private readonly begun: Promise<void>;

  constructor(private readonly queue: Queue) {
    const ended = new Promise<void>((resolve) => (this.end = resolve));
    this.begun = new Promise<void>((resolve) => {
      void queue.add(() => {
        this.hasCome = true;
        resolve();
        return ended;
      });
    });
  }

  /**
   * Does the work when the turn comes; it is told when the work before it ended, as `performance.now()` has it.
   *
   * @throws NotItsTurn when it was stopped before
   */
  async take<T>({ signal, report }: TurnOptions, work: (freeSince: number) => Promise<T>): Promise<T> {
    if (!this.hasCome) report({ type: 'phase', phase: 'waiting' });
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      if (!signal.aborted) await Promise.race([this.begun, stopped]);
      if (signal.aborted) throw new NotItsTurn();
      return await work(this.queue.freeSince).finally(() => (this.queue.freeSince = performance.now()));
    } finally {
      this.leave();
    }
  }

  /** It is not needed, or not any more. */
  leave(): void {
    this.end();
  }
}
