import { setMaxListeners } from 'node:events';

/**
 * The results of steps that work at once. The first failure stops the others, and is thrown only when all of them have
 * ended: what follows never runs beside what is left of them.
 *
 * @param start begins them; the signal that it is given also ends with them, for what was asked beside and is of no use
 *   any more
 */
export async function together<T extends readonly Promise<unknown>[] | []>(
  signal: AbortSignal,
  start: (signal: AbortSignal) => T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const all = new AbortController();
  setMaxListeners(0, all.signal);
  const cancel = () => all.abort(signal.reason);
  // AbortSignal.any keeps memory for each signal it makes as long as the run's own lives (Node 20).
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  let failure: { readonly error: unknown } | undefined;
  const steps = start(all.signal);
  const watched = steps.map((step) =>
    step.catch((error: unknown) => {
      failure ??= { error };
      all.abort(error);
    }),
  );
  await Promise.all(watched);
  signal.removeEventListener('abort', cancel);
  if (failure !== undefined) throw failure.error;
  all.abort();
  return Promise.all(steps);
}
