import assert from 'node:assert/strict';
import { RateLimit } from '../../src/core/upload/limits/rateLimit';

const KB = 1000;

describe('the bandwidth limit', () => {
  const { signal } = new AbortController();

  /** What passes in so many ms, by that many requests at once. */
  async function passed(limit: RateLimit, { ms, requests = 1 }: { ms: number; requests?: number }) {
    const end = performance.now() + ms;
    const pieces: number[] = [];
    const request = async () => {
      while (performance.now() < end) pieces.push(await limit.take(64 * KB, signal));
    };
    await Promise.all(Array.from({ length: requests }, request));
    return { pieces, bytes: pieces.reduce((sum, bytes) => sum + bytes, 0) };
  }

  it('lets everything through at once while there is none', async () => {
    assert.equal(await new RateLimit().take(64 * KB, signal), 64 * KB);
  });

  it('lets no more through than it allows, whatever many share it', async () => {
    for (const requests of [1, 5]) {
      const { bytes } = await passed(new RateLimit(200 * KB), { ms: 500, requests });
      // The begin may catch up for 0.1 s, and each request has one piece behind the end.
      assert.ok(bytes <= 200 * KB * 0.6 + requests * 20 * KB, `${requests}: ${bytes}`);
      assert.ok(bytes >= 40 * KB, `${requests}: ${bytes}`);
    }
  });

  it('is smooth: under a low limit the pieces are small', async () => {
    const { pieces } = await passed(new RateLimit(50 * KB), { ms: 300 });
    assert.ok(Math.max(...pieces) <= 5 * KB, String(pieces));
  });

  it('is live: whoever waits goes on as soon as it is lifted', async () => {
    const limit = new RateLimit(1 * KB);
    await limit.take(64 * KB, signal);
    const waiting = limit.take(64 * KB, signal); // a second, otherwise
    const start = performance.now();
    limit.bytesPerSecond = undefined;

    assert.equal(await waiting, 64 * KB);
    assert.ok(performance.now() - start < 700);
  });

  it('ends its wait with a cancel', async () => {
    const stop = new AbortController();
    const limit = new RateLimit(1 * KB);
    await limit.take(64 * KB, stop.signal);
    const waiting = limit.take(64 * KB, stop.signal);
    stop.abort();

    await assert.rejects(waiting);
  });
});
