import { createHash } from 'node:crypto';

/** Chance that is the same for the same text. */
export class Random {
  private drawn = 0;

  constructor(private readonly text: string) {}

  /** A whole number from 0 up to, but not including, `end`. */
  below(end: number): number {
    const digest = createHash('sha256').update(`${this.text} ${this.drawn++}`).digest();
    return Math.floor((digest.readUIntBE(0, 6) / 2 ** 48) * end);
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  shuffled<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, key: this.below(2 ** 48) }));
    return keyed.toSorted((one, other) => one.key - other.key).map(({ item }) => item);
  }
}
