import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { watchLine } from '../../src/core/upload/engines/watchLine';

const MB = 1_000_000;

describe('a line that is watched', () => {
  let now = 0;
  beforeEach(() => {
    now = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => now);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  /** When it was told to be slow, in ms, of a file of 200 MB that may take ten seconds. */
  function slowAt(speedAt: (ms: number) => number): number | undefined {
    let [sent, at]: [number, number | undefined] = [0, undefined];
    const end = watchLine({
      ...{ bytes: 200 * MB, sent: () => sent, mayTake: 10 },
      onSlow: () => (at = now),
    });
    while (now < 5000) {
      sent += speedAt(now) / 10;
      now += 100;
      mock.timers.tick(100);
    }
    end();
    return at;
  }

  it('is slow at once when the rest would take twice as long as it may', () => {
    assert.equal(
      slowAt(() => 5 * MB),
      800,
    );
  });

  it('is slow when it is so twice in a row', () => {
    assert.equal(
      slowAt(() => 15 * MB),
      1300,
    );
  });

  it('is not slow when it stumbles once, nor for what comes later', () => {
    assert.equal(
      slowAt((ms) => (ms > 800 && ms < 1300 ? 15 * MB : 50 * MB)),
      undefined,
    );
    assert.equal(
      slowAt((ms) => (ms > 2300 ? 0 : 50 * MB)),
      undefined,
    );
  });

  it('is not fast for what the buffers on the way take', () => {
    assert.equal(
      slowAt((ms) => (ms < 300 ? 100 * MB : 5 * MB)),
      800,
    );
  });
});
