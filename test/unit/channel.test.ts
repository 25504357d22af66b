import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Channel } from '../../src/core/upload/limits/channel';

describe('a channel', () => {
  const { signal } = new AbortController();

  it('takes more than it has room for as what waits is taken, in order', async () => {
    const channel = new Channel<number>(signal, 3);
    const all = Array.from({ length: 10 }, (_, index) => index);
    let isPut = false;
    const put = channel.putAll(all).then(() => (isPut = true));
    const taken: number[][] = [];
    while (taken.flat().length < 10) {
      await nextTurn();
      assert.equal(isPut, taken.flat().length >= 8, taken.join(' | '));
      taken.push([...(await channel.take(Infinity, 0))]);
    }
    await put;
    assert.deepEqual(taken.flat(), all);
    assert.ok(taken.every(({ length }) => length <= 3));
  });

  it('ends who puts with the reason why it is over', async () => {
    const stop = new AbortController();
    const channel = new Channel<number>(stop.signal, 2);
    const put = channel.putAll([1, 2, 3, 4]);
    stop.abort(new Error('enough'));
    await assert.rejects(put, /enough/);
  });

  it('hands over all that wait together, until nothing more comes', async () => {
    const channel = new Channel<number>(signal);
    await channel.putAll([1, 2, 3]);
    const groups: (readonly number[])[] = [];
    for await (const group of channel.groups()) {
      groups.push(group);
      if (groups.length === 1) await channel.putAll([4, 5]);
      else channel.close();
    }
    assert.deepEqual(groups, [
      [1, 2, 3],
      [4, 5],
    ]);
  });
});
