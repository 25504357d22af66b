import { weightOf } from './load';
import type { BatchLimits } from './batchSize';

/**
 * Cuts `items` into groups of at most so many items and so much weight; an item above that goes alone.
 *
 * @param limits asked for each group again
 */
export async function* cutIntoBatches<T>(
  items: AsyncIterable<T> | Iterable<T>,
  limits: () => BatchLimits,
  sizeOf: (item: T) => number,
): AsyncGenerator<T[], void, undefined> {
  let { count, weight } = limits();
  let batch: T[] = [];
  let filled = 0;
  for await (const item of items) {
    const added = weightOf({ files: 1, bytes: sizeOf(item) });
    if (batch.length === count || (batch.length > 0 && filled + added > weight)) {
      yield batch;
      ({ count, weight } = limits());
      batch = [];
      filled = 0;
    }
    batch.push(item);
    filled += added;
  }
  if (batch.length > 0) yield batch;
}
