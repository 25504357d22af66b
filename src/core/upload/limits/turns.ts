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
  private readonly queues = new Map<string, PQueue>();

  /** A place among those that wait for the same, behind all that have one. */
  queueFor(key: string): Turn {
    const queue = this.queues.get(key) ?? new PQueue({ concurrency: 1 });
    this.queues.set(key, queue);
    return new Turn(queue);
  }
}

/** To be taken or left: those behind it wait for that. */
export class Turn {
  private hasCome = false;
  private end: () => void = () => undefined;
  private readonly begun: Promise<void>;

  constructor(queue: PQueue) {
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
   * Does the work when the turn comes.
   *
   * @throws NotItsTurn when it was stopped before
   */
  async take<T>({ signal, report }: TurnOptions, work: () => Promise<T>): Promise<T> {
    if (!this.hasCome) report({ type: 'phase', phase: 'waiting' });
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      if (!signal.aborted) await Promise.race([this.begun, stopped]);
      if (signal.aborted) throw new NotItsTurn();
      return await work();
    } finally {
      this.leave();
    }
  }

  /** It is not needed, or not any more. */
  leave(): void {
    this.end();
  }
}
