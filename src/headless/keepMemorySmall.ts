import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets garbage grow until it is as much again as what is in use, and the young generation to 48 MB, as there is
 * memory: 10 000 files of 20 kB take 213 MB instead of 268 MB, for a fifth more of CPU time. To be called before
 * anything is allocated.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--heap-growing-percent=30');
  setFlagsFromString('--semi-space-growth-factor=1');
}
