import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { HttpError, NetworkError, TimeoutError } from './errors';

/**
 * What repeating a request does: `safe` – no harm, even if the first one was carried out; `unless-500` – the same,
 * but a 500 has a meaning that the caller looks into; `rejected` – only when the server said that it did nothing
 * (429); `never` – a first contact, whose failure is the answer.
 */
export type Repeat = 'safe' | 'unless-500' | 'rejected' | 'never';

export interface RetryOptions {
  readonly repeat: Repeat;
  readonly signal: AbortSignal;
  /** How long it may go on in all, in ms. */
  readonly patience: number;
  /** Told before each wait. */
  readonly onWait: (error: unknown, ms: number) => void;
}

const FIRST_WAIT = 300;
const LONGEST_WAIT = 10_000;

/** Runs `attempt` until it succeeds, fails for good, or patience ends: exponential backoff with full jitter, `Retry-After` obeyed. */
export async function withRetry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const deadline = performance.now() + options.patience;
  return pRetry(attempt, {
    retries: Infinity,
    minTimeout: 0,
    signal: options.signal,
    onFailedAttempt: async ({ error, attemptNumber }) => {
      const ms = waitBefore(attemptNumber, error);
      if (!isWorthRepeating(error, options.repeat) || performance.now() + ms > deadline) throw error;
      options.onWait(error, ms);
      await delay(ms, undefined, { signal: options.signal });
    },
  });
}

function isWorthRepeating(error: unknown, repeat: Repeat): boolean {
  if (repeat === 'never') return false;
  if (error instanceof HttpError && error.status === 429) return true;
  if (repeat === 'rejected') return false;
  if (error instanceof HttpError && error.status === 500) return repeat === 'safe';
  if (error instanceof HttpError) return [408, 502, 503, 504].includes(error.status);
  return error instanceof NetworkError || error instanceof TimeoutError;
}

/** ms to wait before attempt `attempt + 1`. */
function waitBefore(attempt: number, error: unknown): number {
  const asked = error instanceof HttpError ? error.reply.retryAfter : undefined;
  if (asked !== undefined) return asked;
  return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
}
