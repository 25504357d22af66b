import { setTimeout as sleep } from 'node:timers/promises';

/** Makes all request bodies together arrive no faster than a line of the given speed would carry them. */
export interface Pacer {
  take(bytes: number): Promise<void>;
}

export function createPacer(bytesPerSecond: number | undefined): Pacer {
  if (bytesPerSecond === undefined) return { take: () => Promise.resolve() };

  let freeAt = 0;
  return {
    async take(bytes) {
      freeAt = Math.max(freeAt, Date.now()) + (bytes / bytesPerSecond) * 1000;
      await sleep(freeAt - Date.now());
    },
  };
}
