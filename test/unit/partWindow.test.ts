import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { PartWindow } from '../../src/core/upload/engines/parts/partWindow';

describe('the window of an upload session', () => {
  const { signal } = new AbortController();

  it('lets no part run further ahead than its width of the first that is not answered', async () => {
    const window = new PartWindow(3);
    const sent: number[] = [];
    for (let part = 0; part < 6; part++) void window.admit(part, signal).then(() => sent.push(part));

    await turn();
    assert.deepEqual(sent, [0, 1, 2]);
    window.finish(1);
    window.finish(2);
    await turn();
    assert.deepEqual(sent, [0, 1, 2], 'part 0 is still under way');
    window.finish(0);
    await turn();
    assert.deepEqual(sent, [0, 1, 2, 3, 4, 5]);
  });

  it('ends the wait when the others were cancelled', async () => {
    const stop = new AbortController();
    const waiting = new PartWindow(1).admit(1, stop.signal);
    stop.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
  });
});
