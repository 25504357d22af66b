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

  /**
   * Does the work when its turn comes.
   *
   * @throws NotItsTurn when it was stopped before
   */
  async take<T>(key: string, { signal, report }: TurnOptions, work: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(key) ?? new PQueue({ concurrency: 1 });
    this.queues.set(key, queue);
    if (queue.pending > 0) report({ type: 'phase', phase: 'waiting' });
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const begun = new Promise<void>((resolve) => {
      void queue.add(() => {
        resolve();
        return ended;
      });
    });
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      if (!signal.aborted) await Promise.race([begun, stopped]);
      if (signal.aborted) throw new NotItsTurn();
      return await work();
    } finally {
      end();
    }
  }
}
