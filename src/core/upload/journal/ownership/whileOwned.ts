import { setTimeout as delay } from 'node:timers/promises';

/** Longer than a dead owner seems to live, and how often we look, in ms. */
const PATIENCE = 20_000;
const PAUSE = 500;

/**
 * Waits while another process owns a journal, as long as that one may be dead.
 *
 * @returns whether it still owns it
 */
export async function whileOwned(isOwned: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  const start = performance.now();
  while (await isOwned()) {
    if (performance.now() - start > PATIENCE) return true;
    await delay(PAUSE, undefined, { signal });
  }
  return false;
}
