const MINUTE_MS = 60_000;
/** The slowest of them, 8 GiB on a busy machine, takes a quarter of that. */
const LIMIT_MS = 60 * MINUTE_MS;

/** An upload's end, however it ends. @throws when that takes too long; it is killed then */
export async function inTime<T>(end: Promise<T>, kill: () => void): Promise<T> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  limit.addEventListener('abort', kill);
  const ended = await end.finally(() => limit.removeEventListener('abort', kill));
  if (!limit.aborted) return ended;
  throw new Error(`An upload had not ended after ${LIMIT_MS / MINUTE_MS} minutes, and was killed.`);
}
