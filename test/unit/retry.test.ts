import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import {
  HttpError,
  NetworkError,
  OxenError,
  TimeoutError,
  UnreachableError,
} from '../../src/core/oxen/errors';
import { type Repeat, type RetryOptions, withRetry } from '../../src/core/oxen/http/retry';
import { openGate, type RequestGate } from '../../src/core/oxen/http/requestGate';
import { Control } from '../../src/core/upload/limits/control';

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
  const all = [
    NETWORK,
    TIMEOUT,
    new UnreachableError('x'),
    new OxenError('x'),
    new Error('x'),
    new TypeError('x'),
  ];
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

    const gate = openGate((error) => waits.push(error));
    assert.equal(await withRetry(work, options({ gate })), 5);
    assert.deepEqual(waits, [NETWORK, NETWORK, NETWORK, NETWORK]);
  });

  it('begins with a wait of less than a second', async () => {
    mock.method(Math, 'random', () => 0.999);
    const stop = new AbortController();
    let wait = 0;
    const gate = openGate((_error, ms) => {
      wait = ms;
      stop.abort();
    });

    await assert.rejects(withRetry(() => Promise.reject(NETWORK), options({ signal: stop.signal, gate })));
    assert.ok(wait > 100 && wait < 1000, String(wait));
  });

  it('obeys Retry-After', async () => {
    mock.method(Math, 'random', () => 0);
    const waits: number[] = [];
    let attempts = 0;
    const work = () => (++attempts === 1 ? Promise.reject(http(429, 20)) : Promise.resolve());
    const started = performance.now();

    await withRetry(work, options({ gate: openGate((_error, ms) => waits.push(ms)) }));

    assert.deepEqual(waits, [20]);
    assert.ok(performance.now() - started >= 19);
  });

  for (const [what, asked] of [
    ['no time', 0],
    ['a moment that is almost over', 3],
  ] as const) {
    it(`waits as after any other failure when Retry-After asks for ${what}`, async () => {
      mock.method(Math, 'random', () => 0.1);
      const waits: number[] = [];
      let attempts = 0;
      const work = () => (++attempts < 3 ? Promise.reject(http(503, asked)) : Promise.resolve());
      await withRetry(work, options({ gate: openGate((_error, ms) => waits.push(ms)) }));
      assert.deepEqual(waits.map(Math.round), [60, 120]);
    });
  }

  it('waits a little longer than Retry-After, for not all to come back in one moment', async () => {
    mock.method(Math, 'random', () => 0.999);
    const patience = () => ({ ms: 600_000, since: 0 });
    const waits: number[] = [];
    for (const asked of [1000, 60_000]) {
      const stop = new AbortController();
      const gate = openGate((_error, ms) => {
        waits.push(ms - asked);
        stop.abort();
      });
      await assert.rejects(
        withRetry(() => Promise.reject(http(503, asked)), options({ patience, signal: stop.signal, gate })),
      );
    }

    assert.deepEqual(waits.map(Math.round), [999, 999]);
  });

  it('is given up when the wait would outlast the patience, and says until when to wait', async () => {
    const error = http(429, 2 * 3_600_000);
    await assert.rejects(
      withRetry(() => Promise.reject(error), options({ patience: () => ({ ms: 1000, since: 0 }) })),
      (thrown) => thrown === error,
    );
    assert.equal(error.advice, 'The server is busy. Try again in 2 hours.');
  });

  it('has all patience again after the server was of use to another request', async () => {
    let useful = performance.now();
    let attempts = 0;
    const work = () => {
      attempts++;
      useful = performance.now();
      return attempts < 4 ? Promise.reject(http(503, 300)) : Promise.resolve('done');
    };

    assert.equal(await withRetry(work, options({ patience: () => ({ ms: 500, since: useful }) })), 'done');
  });

  it('counts its patience from its first failure, not from its begin: a request may take long', async () => {
    let attempts = 0;
    const work = async () => {
      await delay(60);
      if (++attempts === 1) throw NETWORK;
      return 'done';
    };

    assert.equal(await withRetry(work, options({ patience: () => ({ ms: 40, since: 0 }) })), 'done');
  });

  it('is given up when an error has come for long enough', async () => {
    let errors = 0;
    const shouldGiveUp = () => ++errors === 3;
    await assert.rejects(
      withRetry(() => Promise.reject(NETWORK), options({ shouldGiveUp })),
      (thrown) => thrown === NETWORK,
    );
    assert.equal(errors, 3);
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
        patience: () => ({ ms: 120_000, since: 0 }),
        signal: stop.signal,
        gate: openGate(() => setImmediate(() => stop.abort(reason))),
      }),
    );

    await assert.rejects(run);
    assert.equal(attempts, 1);
  });
});

describe('a request of a paused run', () => {
  beforeEach(() => mock.method(Math, 'random', () => 0)); // no wait
  afterEach(() => mock.restoreAll());

  it('that failed because of the pause is sent again after it, which costs no patience', async () => {
    const control = new Control();
    const waits: unknown[] = [];
    let attempts = 0;
    const work = () => {
      attempts++;
      if (attempts > 3) return Promise.resolve('done');
      control.pause();
      return Promise.reject(NETWORK);
    };
    const run = withRetry(
      work,
      options({ patience: () => ({ ms: -1, since: 0 }), gate: obeying(control, waits) }),
    );
    for (let sent = 1; sent <= 3; sent++) {
      await nextTurn();
      assert.equal(attempts, sent);
      control.resume();
    }

    assert.equal(await run, 'done');
    assert.deepEqual(waits, []);
  });

  it('that failed before waits for the end of the pause', async () => {
    const control = new Control();
    let attempts = 0;
    const work = () => (++attempts === 1 ? Promise.reject(NETWORK) : Promise.resolve('done'));
    const gate = obeying(control, []);
    const pauseFirst: RequestGate = { ...gate, pauses: 0, waits: () => control.pause() };

    const run = withRetry(work, options({ gate: pauseFirst }));
    await delay(20);
    assert.equal(attempts, 1);
    control.resume();

    assert.equal(await run, 'done');
  });

  it('ends at once when it is cancelled', async () => {
    const control = new Control();
    const stop = new AbortController();
    const work = () => {
      control.pause();
      return Promise.reject(NETWORK);
    };
    const run = withRetry(work, options({ signal: stop.signal, gate: obeying(control, []) }));
    await nextTurn();
    const reason = new Error('cancelled');
    stop.abort(reason);

    await assert.rejects(run, (thrown) => thrown === reason);
  });
});

function obeying(control: Control, waits: unknown[]): RequestGate {
  return {
    ...openGate((error) => waits.push(error)),
    get pauses() {
      return control.pauses;
    },
    resumed: (signal) => control.resumed(signal),
  };
}

function options(changes: Partial<RetryOptions>): RetryOptions {
  return {
    repeat: 'safe',
    patience: () => ({ ms: 60_000, since: 0 }),
    signal: new AbortController().signal,
    gate: openGate(),
    ...changes,
  };
}

function http(status: number, retryAfter?: number): HttpError {
  return new HttpError(
    {
      status,
      message: '',
      says: () => null,
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
