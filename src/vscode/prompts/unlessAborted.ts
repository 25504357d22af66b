/** What the user answers, or `undefined` as soon as nobody waits for it any more. */
export async function unlessAborted<T>(answer: PromiseLike<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<undefined>((resolve) => (stop = () => resolve(undefined)));
  if (signal.aborted) return undefined;
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
