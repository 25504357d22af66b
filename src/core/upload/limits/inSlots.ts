import { setMaxListeners } from 'node:events';
import { itemsOf } from './itemsOf';
import type { RunThrottle } from './runThrottle';
import type { Slot } from './concurrencyLimiter';
import type { Load } from './load';

export interface Slots {
  readonly throttle: RunThrottle;
  readonly signal: AbortSignal;
  /** At once, whatever slots there are. */
  readonly most?: number;
}

/**
 * Works on all items, one request with content each, as many at once as there are slots; an item is asked for when
 * the one before it has begun. The first failure cancels the others and is thrown only when all of them have ended:
 * what follows never runs beside what is left of this.
 *
 * @param work returns what the server accepted
 */
export async function inSlots<T>(
  items: AsyncIterable<T> | Iterable<T>,
  { throttle, signal, most = Infinity }: Slots,
  work: (item: T, signal: AbortSignal) => Promise<Load | undefined>,
): Promise<void> {
  const all = new AbortController();
  setMaxListeners(0, all.signal);
  const cancel = () => all.abort(signal.reason);
  // AbortSignal.any keeps memory for each signal it makes as long as the run's own lives (Node 20).
  signal.addEventListener('abort', cancel, { once: true });
  // With none at once nothing would ever begin, nor hear of a cancel.
  const width = Math.max(1, most);
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    all.abort(error);
  };
  try {
    signal.throwIfAborted();
    for await (const item of itemsOf(items, all.signal)) {
      while (running.size >= width) await Promise.race(running);
      const slot = await throttle.enter(all.signal);
      const one = inSlot(slot, throttle, async () => {
        all.signal.throwIfAborted(); // by one that failed while this waited
        return work(item, all.signal);
      })
        .catch(fail)
        .finally(() => running.delete(one));
      running.add(one);
    }
  } catch (error) {
    fail(error);
  }
  await Promise.all(running);
  signal.removeEventListener('abort', cancel);
  if (failure !== undefined) throw failure.error;
}

/** Lets the line learn from how it went. */
async function inSlot(
  slot: Slot,
  throttle: RunThrottle,
  work: () => Promise<Load | undefined>,
): Promise<void> {
  const { pauses } = throttle;
  const start = performance.now();
  let load: Load | undefined;
  try {
    load = await work();
  } finally {
    slot.leave(load);
  }
  if (load !== undefined && throttle.pauses === pauses)
    throttle.batchSize.note(load, performance.now() - start);
}

/** 0 … `end` - 1, but for some. */
export function* range(end: number, without: ReadonlySet<number> = new Set()): Generator<number> {
  for (let number = 0; number < end; number++) if (!without.has(number)) yield number;
}
