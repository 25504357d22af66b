/** How long after a cancel what is under way may still answer, in ms: cut off, nobody knows whether it was done. */
const GRACE = 15_000;

/** Aborted a while after `signal`, with its reason: for a request whose outcome has to be known. */
export function withGrace(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => void setTimeout(() => controller.abort(signal.reason), GRACE).unref();
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
