import { unlessAborted } from '../../unlessAborted';

/** The items; their next one is not waited for any more when the signal is aborted. */
export async function* itemsOf<T>(
  items: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const all = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  for (;;) {
    const next = await unlessAborted(Promise.resolve(all.next()), signal);
    signal.throwIfAborted();
    if (next === undefined || next.done === true) return;
    yield next.value;
  }
}
