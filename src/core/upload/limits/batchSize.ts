import { type Load, weightOf } from './load';

const KiB = 1024;
const MiB = 1024 * KiB;

/** How long a request should take, in ms: one that breaks then loses little, and a head for each costs little. */
const REQUEST_TIME = 5000;
/** A hundred small files, or 2 MiB of larger ones. */
const FIRST = 2 * MiB;
const LEAST = 64 * KiB;
const MOST = 8 * MiB;
const MOST_FILES = 200;

export interface BatchLimits {
  readonly count: number;
  /** As {@link weightOf} has it; so it bounds the bytes too. */
  readonly weight: number;
}
/** How much content of small files goes into one request, by how long those before it took. */
export class BatchSize {
  /** Of a request that takes {@link REQUEST_TIME}. */
  private weight = FIRST;
  private most = MOST;

  get limits(): BatchLimits {
    return { count: MOST_FILES, weight: this.weight };
  }

  /** A request took so many ms. A single one proves little, so it changes only half of what was known. */
  note(load: Load, ms: number): void {
    const fitting = (weightOf(load) / Math.max(1, ms)) * REQUEST_TIME;
    const news = clamp(fitting, this.weight / 8, this.weight * 2);
    this.weight = clamp((this.weight + news) / 2, LEAST, this.most);
  }

  /** Something on the way takes no request of that size; it is not tried again. */
  refuse(load: Load): void {
    this.most = clamp(weightOf(load) / 2, LEAST, this.most);
    this.weight = Math.min(this.weight, this.most);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
