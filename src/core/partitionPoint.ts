/**
 * Where a range parts: the first index for which `isBefore` does not hold, or its end. It holds for all indexes before that one,
 * and for none from there on.
 */
export function partitionPoint(start: number, end: number, isBefore: (index: number) => boolean): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
