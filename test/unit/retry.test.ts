import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { HttpError, NetworkError, OxenError, TimeoutError } from '../../src/core/oxen/errors';
import { type Repeat, type RetryOptions, withRetry } from '../../src/core/oxen/retry';

const NETWORK = new NetworkError('broken');
const TIMEOUT = new TimeoutError('silent');

describe('a request that fails', () => {
  beforeEach(() => mock.method(Math, 'random', () => 0)); // no wait
  afterEach(() => mock.restoreAll());

  const repeated: Readonly<Record<Repeat, readonly Error[]>> = {
    safe: [NETWORK, TIMEOUT, ...[408, 429, 500, 502, 503, 504].map((status) => http(status))],
    'unless-500': [NETWORK, TIMEOUT, ...[408, 429, 502, 503, 504].map((status) => http(status))],
    rejected: [http(429)],
    never: [],
  };
  const all = [NETWORK, TIMEOUT, new OxenError('x'), new Error('x'), new TypeError('x')];
  const everything = [
    ...all,
    ...[400, 401, 403, 404, 408, 409, 413, 422, 426, 429, 500, 501, 502, 503, 504].map((status) =>
      http(status),
    ),
  ];

  for (const repeat of ['safe', 'unless-500', 'rejected', 'never'] as const) {
    for (const error of everything) {
      const again = repeated[repeat].some(
        (one) => one.message === error.message && one.constructor === error.constructor,
      );
      it(`is ${again ? 'sent again' : 'given up'}: ${error.constructor.name} ${error.message}, ${repeat}`, async () => {
        let attempts = 0;
        const run = withRetry(() => {
          attempts++;
          return attempts === 1 ? Promise.reject(error) : Promise.resolve('done');
        }, options({ repeat }));

        if (again) assert.equal(await run, 'done');
        else await assert.rejects(run, (thrown) => thrown === error);
        assert.equal(attempts, again ? 2 : 1);
      });
    }
  }

  it('is sent again until it succeeds, and tells of each wait', async () => {
    const waits: unknown[] = [];
    let attempts = 0;
    const work = () => (++attempts < 5 ? Promise.reject(NETWORK) : Promise.resolve(attempts));

    assert.equal(await withRetry(work, options({ onWait: (error) => waits.push(error) })), 5);
    assert.deepEqual(waits, [NETWORK, NETWORK, NETWORK, NETWORK]);
  });

  it('begins with a wait of less than a second', async () => {
    mock.method(Math, 'random', () => 0.999);
    const stop = new AbortController();
    let wait = 0;
    const onWait = (_error: unknown, ms: number) => {
      wait = ms;
      stop.abort();
    };

    await assert.rejects(withRetry(() => Promise.reject(NETWORK), options({ signal: stop.signal, onWait })));
    assert.ok(wait > 100 && wait < 1000, String(wait));
  });

  it('obeys Retry-After', async () => {
    const waits: number[] = [];
    let attempts = 0;
    const work = () => (++attempts === 1 ? Promise.reject(http(429, 20)) : Promise.resolve());
    const started = performance.now();

    await withRetry(work, options({ onWait: (_error, ms) => waits.push(ms) }));

    assert.deepEqual(waits, [20]);
    assert.ok(performance.now() - started >= 19);
  });

  it('is given up when the wait would outlast the patience', async () => {
    const error = http(429, 60_000);
    await assert.rejects(
      withRetry(() => Promise.reject(error), options({ patience: 1000 })),
      (thrown) => thrown === error,
    );
  });

  it('is not sent again after a cancel, which ends the wait', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled');
    let attempts = 0;
    const run = withRetry(
      () => {
        attempts++;
        return Promise.reject(http(429, 60_000));
      },
      options({
        patience: 120_000,
        signal: stop.signal,
        onWait: () => setImmediate(() => stop.abort(reason)),
      }),
    );

    await assert.rejects(run);
    assert.equal(attempts, 1);
  });
});

function options(changes: Partial<RetryOptions>): RetryOptions {
  return {
    repeat: 'safe',
    patience: 60_000,
    signal: new AbortController().signal,
    onWait: () => undefined,
    ...changes,
  };
}

function http(status: number, retryAfter?: number): HttpError {
  return new HttpError(
    {
      status,
      message: '',
      code: undefined,
      type: undefined,
      missingHashes: undefined,
      fromOxen: true,
      unknownRoute: false,
      retryAfter,
      requestId: 'id',
    },
    'A request',
  );
}
