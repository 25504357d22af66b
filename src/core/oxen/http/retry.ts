import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { HttpError, NetworkError, TimeoutError } from '../errors';
import type { RequestGate } from './requestGate';

/**
 * What repeating a request does: `safe` – no harm, even if the first one was carried out; `unless-500` – the same,
 * but a 500 has a meaning that the caller looks into; `rejected` – only when the server said that it did nothing
 * (429); `never` – a first contact, whose failure is the answer.
 */
export type Repeat = 'safe' | 'unless-500' | 'rejected' | 'never';

export interface RetryOptions {
  readonly repeat: Repeat;
  readonly signal: AbortSignal;
  /** How long it may go on failing, and since when the server has been of no use, in ms of `performance.now()`. */
  readonly patience: () => { readonly ms: number; readonly since: number };
  readonly gate: RequestGate;
  /** Tells of an error, otherwise worth repeating, that it has come for long enough. */
  readonly shouldGiveUp?: ((error: unknown) => boolean) | undefined;
}

const FIRST_WAIT = 300;
const LONGEST_WAIT = 10_000;
/** Added at most to a wait that the server asked for, so that not all requests come back in one moment, in ms. */
const LONGEST_JITTER = 1000;
/** A server that asks for no time, or names a moment gone by, does not mean that it wants to be asked without a pause, in ms. */
const SHORTEST_ASKED = 1000;

/**
 * Runs `attempt` until it succeeds, fails for good, or patience ends: exponential backoff with full jitter,
 * `Retry-After` obeyed. Nothing is repeated while the run is paused, and what failed because of that is forgiven.
 */
export async function withRetry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { repeat, signal, gate } = options;
  let failures = 0;
  let failingSince = 0;
  let pauses = 0;
  const one = () => {
    pauses = gate.pauses;
    return attempt();
  };
  /** Waits until it is time for the next attempt, when there is to be one. */
  const shouldRetry = async ({ error }: { readonly error: unknown }) => {
    if (!isWorthRepeating(error, repeat) || options.shouldGiveUp?.(error) === true) return false;
    if (gate.pauses > pauses) {
      failures = 0;
      await gate.resumed(signal);
      if (!(error instanceof HttpError)) return true;
    }
    const now = performance.now();
    if (failures === 0) failingSince = now;
    failures++;
    const ms = waitBefore(failures, error);
    const patience = options.patience();
    if (now + ms > Math.max(failingSince, patience.since) + patience.ms) return false;
    gate.waits(error, ms);
    const { pauses: before } = gate;
    await delay(ms, undefined, { signal });
    await gate.resumed(signal);
    if (gate.pauses > before) failures = 0; // a pause costs no patience
    return true;
  };
  // Its own waits know neither `Retry-After` nor a pause: ours come instead of them.
  return pRetry(one, { retries: Infinity, minTimeout: 0, signal, shouldRetry });
}

/** Whether errors of a kind, since the first of them, have come for longer than `ms`. */
export function giveUpAfter(ms: number, isSuch: (error: unknown) => boolean): (error: unknown) => boolean {
  let since: number | undefined;
  return (error) => {
    if (!isSuch(error)) return false;
    since ??= performance.now();
    return performance.now() - since > ms;
  };
}

function isWorthRepeating(error: unknown, repeat: Repeat): boolean {
  if (repeat === 'never') return false;
  if (error instanceof HttpError && error.status === 429) return true;
  if (repeat === 'rejected') return false;
  if (error instanceof HttpError && error.status === 500) return repeat === 'safe';
  if (error instanceof HttpError) return [408, 502, 503, 504].includes(error.status);
  return error instanceof NetworkError || error instanceof TimeoutError;
}

/** ms to wait after so many failures. */
function waitBefore(failures: number, error: unknown): number {
  const backoff = Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
  const asked = error instanceof HttpError ? error.reply.retryAfter : undefined;
  if (asked === undefined) return backoff;
  const wait = asked + Math.random() * Math.min(LONGEST_JITTER, asked);
  return asked < SHORTEST_ASKED ? Math.max(backoff, wait) : wait;
}
