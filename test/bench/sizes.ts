import type { Part } from './page';

const KiB = 1024;
export const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export interface Sizes {
  /** Bytes of the file in the middle of which the uploader is killed. */
  readonly interrupted: number;
  /** Files of 2 KB: for memory, and for the second plan. */
  readonly many: number;
  /** Bytes of the one file whose upload shows the memory that a large file takes. */
  readonly huge: number;
  /** What the engines race with: bytes of one file, and a number of files of 20 KB. */
  readonly large: number;
  readonly small: number;
}

export const MANY_BYTES = 2000;
export const SMALL_BYTES = 20_000;

export const FULL: Sizes = {
  interrupted: 2 * GiB,
  many: 100_000,
  huge: 8 * GiB,
  large: GiB,
  small: 10_000,
};

/** A sixteenth of everything: to try the measuring itself. */
export const QUICK: Sizes = {
  interrupted: FULL.interrupted / 16,
  many: FULL.many / 16,
  huge: FULL.huge / 16,
  large: FULL.large / 16,
  small: FULL.small / 16,
};

/** Room that the greatest of them takes: the file, its chunks on the server and what is made of them. */
export function roomFor({ interrupted, huge, large, many }: Sizes, parts: readonly Part[]): number {
  const file = Math.max(parts.includes('memory') ? huge : 0, interrupted, large);
  return 3 * file + 3 * many * MANY_BYTES + GiB;
}

export function inMiB(bytes: number): string {
  return `${(bytes / MiB).toFixed(bytes < 10 * MiB ? 1 : 0)} MiB`;
}
