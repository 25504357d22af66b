/** Cuts `items` into groups of at most `count` items and `bytes` bytes; an item above `bytes` goes alone. */
export function* batches<T>(
  items: Iterable<T>,
  limits: { readonly count: number; readonly bytes: number },
  sizeOf: (item: T) => number,
): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (batch.length === limits.count || (batch.length > 0 && bytes + size > limits.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
