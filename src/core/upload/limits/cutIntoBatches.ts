import { weightOf } from './load';
import type { BatchLimits } from './batchSize';

/**
 * Cuts what comes into batches of at most so many items and so much weight; an item above that goes alone.
 *
 * @param groups items as they come, many together
 * @param limits asked for each batch again
 */
export async function* cutIntoBatches<T>(
  groups: AsyncIterable<readonly T[]> | Iterable<readonly T[]>,
  limits: () => BatchLimits,
  sizeOf: (item: T) => number,
): AsyncGenerator<T[], void, undefined> {
  let { count, weight } = limits();
  let batch: T[] = [];
  let filled = 0;
  for await (const group of groups)
    for (const item of group) {
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
