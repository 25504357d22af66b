import assert from 'node:assert/strict';
import { Control } from '../../src/core/upload/limits/control';
import { AdaptiveConcurrency } from '../../src/core/upload/limits/adaptiveConcurrency';
import { ConcurrencyLimiter } from '../../src/core/upload/limits/concurrencyLimiter';
import { RateLimit } from '../../src/core/upload/limits/rateLimit';
import { PartWindow } from '../../src/core/upload/engines/parts/partWindow';
import { inSlots } from '../../src/core/upload/limits/inSlots';
import { RunThrottle } from '../../src/core/upload/limits/runThrottle';
import { SharedLimits } from '../../src/core/upload/limits/sharedLimits';
import { HttpError } from '../../src/core/oxen/errors';
import { withRetry } from '../../src/core/oxen/http/retry';
import { openGate } from '../../src/core/oxen/http/requestGate';
import { parseOrigin } from '../../src/core/oxen/address';

/** Everything in core that waits for something which may never come. */
const WAITS: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
  'for the end of a pause': (signal) => paused().resumed(signal),
  'for a slot': async (signal) => {
    const limiter = new ConcurrencyLimiter(new AdaptiveConcurrency(1));
    await limiter.enter(new Control(), signal);
    return limiter.enter(new Control(), signal);
  },
  'for a slot while the run is paused': (signal) => new ConcurrencyLimiter().enter(paused(), signal),
  'for bandwidth': async (signal) => {
    const limit = new RateLimit(1e-3);
    await limit.take(1, signal);
    return limit.take(1, signal);
  },
  'for the window of an upload session': (signal) => new PartWindow(1).admit(1, signal),
  'for requests under way': (signal) => inSlots([1, 2], { throttle: line(), signal, most: 1 }, untilAborted),
  'before a request is repeated': (signal) => {
    const busy = () => Promise.reject(serverBusy());
    const patience = () => ({ ms: Infinity, since: 0 });
    return withRetry(busy, { repeat: 'safe', signal, patience, gate: openGate() });
  },
};

describe('a wait', () => {
  for (const [what, wait] of Object.entries(WAITS)) {
    it(`${what} ends with a cancel, whether that came during it or before`, async () => {
      const stop = new AbortController();
      const reason = new Error('cancelled');
      const waiting = assert.rejects(wait(stop.signal));
      await new Promise((resolve) => setImmediate(resolve));
      stop.abort(reason);
      await waiting;
      await assert.rejects(wait(AbortSignal.abort(reason)));
    });
  }

  it('for a place among none at once does not happen: the work is done one by one', async () => {
    const done: number[] = [];
    const { signal } = new AbortController();
    await inSlots([1, 2, 3], { throttle: line(), signal, most: 0 }, (item) => {
      done.push(item);
      return Promise.resolve(undefined);
    });
    assert.deepEqual(done, [1, 2, 3]);
  });
});

function paused(): Control {
  const control = new Control();
  control.pause();
  return control;
}

function line(): RunThrottle {
  const limits = new SharedLimits();
  const report = () => undefined;
  return new RunThrottle({ origin: parseOrigin('localhost:3000'), control: new Control(), limits, report });
}

function untilAborted(_: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('ended')), { once: true });
  });
}

function serverBusy(): HttpError {
  const reply = { status: 503, message: '', code: undefined, type: undefined, missingHashes: undefined };
  const rest = {
    fromOxen: true,
    unknownRoute: false,
    says: () => null,
    retryAfter: 3_600_000,
    requestId: '1',
  };
  return new HttpError({ ...reply, ...rest }, 'Looking');
}
