import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { LineSpeed } from '../../src/core/upload/engines/lineSpeed';

const MB = 1_000_000;

describe('the speed of a line', () => {
  const { signal } = new AbortController();
  const throttle = { limit: Infinity, pauses: 0, isPaused: false };
  let now = 0;
  beforeEach(() => {
    now = 0;
    Object.assign(throttle, { pauses: 0, isPaused: false });
    mock.method(performance, 'now', () => now);
  });
  afterEach(() => mock.restoreAll());

  /** Files that are on their way; each ends when it is told to. */
  function start(line: LineSpeed, source: string) {
    let onSent: (bytes: number) => void = () => undefined;
    let finish: (value?: undefined) => void = () => undefined;
    const ended = line.learn({ source, size: 100 * MB, isWatched: false, signal }, (sending) => {
      onSent = sending.onSent;
      return new Promise<undefined>((resolve) => (finish = resolve));
    });
    return {
      sent: (bytes: number) => onSent(bytes),
      end: async () => {
        finish();
        await ended;
      },
    };
  }

  it('is that of all files that are on their way at once', async () => {
    const line = new LineSpeed(throttle, undefined);
    const one = start(line, 'one');
    const other = start(line, 'other');
    one.sent(30 * MB);
    other.sent(10 * MB);
    now = 1000;
    await one.end();
    other.sent(20 * MB);
    now = 2000;
    await other.end();
    assert.equal(line.measured, 30 * MB);
    now = 9000; // nothing was on its way
    const last = start(line, 'last');
    last.sent(60 * MB);
    now = 10_000;
    await last.end();
    assert.equal(line.measured, 40 * MB);
  });

  it('is learned while one file follows the other without a break', async () => {
    const line = new LineSpeed(throttle, 100 * MB);
    const one = start(line, 'one');
    one.sent(10 * MB);
    const next = start(line, 'next');
    now = 2000;
    await one.end();
    assert.equal(line.expected, 5 * MB);
    throttle.pauses = 1;
    next.sent(10 * MB);
    now = 60_000;
    await next.end();
    assert.equal(line.expected, 5 * MB);
  });

  it('is not what a pause makes of it', async () => {
    const line = new LineSpeed(throttle, 7 * MB);
    const paused = start(line, 'paused');
    paused.sent(10 * MB);
    throttle.pauses = 1;
    now = 60_000;
    await paused.end();
    assert.equal(line.measured, undefined);
    assert.equal(line.expected, 7 * MB);
  });

  it('is not what a pause makes of it in which one of two ended', async () => {
    const line = new LineSpeed(throttle, 7 * MB);
    const one = start(line, 'one');
    const other = start(line, 'other');
    Object.assign(throttle, { pauses: 1, isPaused: true });
    await one.end();
    now = 60_000;
    throttle.isPaused = false;
    other.sent(10 * MB);
    now = 61_000;
    await other.end();
    assert.equal(line.expected, 7 * MB);
  });

  it('is not what something tells that does not get through', async () => {
    const line = new LineSpeed(throttle, undefined);
    const refused = line.learn(
      { source: 'refused', size: 100 * MB, isWatched: false, signal },
      ({ onSent }) => {
        onSent(MB);
        now = 1000;
        return Promise.reject(new Error('refused'));
      },
    );
    await assert.rejects(refused, /refused/);
    assert.equal(line.measured, undefined);
  });

  it('is no more than the user allows, and without an end when nothing is known', () => {
    assert.equal(new LineSpeed(throttle, undefined).expected, Infinity);
    assert.equal(new LineSpeed({ ...throttle, limit: 3 * MB }, 7 * MB).expected, 3 * MB);
  });
});
