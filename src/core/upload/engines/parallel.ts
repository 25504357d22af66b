import pMap from 'p-map';

/**
 * Works on all items, at most `concurrency` at once. The first failure cancels the others and is thrown only when
 * all of them have ended: what follows never runs beside what is left of this.
 */
export async function inParallel<T>(
  items: Iterable<T>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal: AbortSignal },
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const others = new AbortController();
  const either = AbortSignal.any([signal, others.signal]);
  let failure: { readonly error: unknown } | undefined;
  const one = async (item: T) => {
    if (either.aborted) return;
    try {
      await work(item, either);
    } catch (error) {
      failure ??= { error };
      others.abort(error);
    }
  };
  await pMap(items, one, { concurrency });
  if (failure !== undefined) throw failure.error;
  signal.throwIfAborted();
}

/** 0 … `end` - 1. */
export function* range(end: number): Generator<number> {
  for (let number = 0; number < end; number++) yield number;
}
