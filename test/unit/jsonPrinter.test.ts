import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Meter } from '../../src/core/upload/meter';
import { jsonPrinter, type PlanLine } from '../../src/headless/printer';

const LINE: PlanLine = { action: 'skipped', path: '/a', reason: 'symlink' };
const TEXT = '{"type":"plan","action":"skipped","path":"/a","reason":"symlink"}\n';

describe('lines of a plan in JSON', () => {
  const { signal } = new AbortController();

  it('wait for a slow reader', async () => {
    const pipe = new PassThrough({ highWaterMark: TEXT.length });
    const printer = jsonPrinter(new Meter(), pipe);
    let isReady = false;

    printer.plan(LINE);
    const ready = printer.ready(signal).then(() => (isReady = true));

    await nextTurn();
    assert.equal(isReady, false);
    assert.equal(String(pipe.read()), TEXT);
    await ready;
  });

  it('do not wait for one that keeps up', async () => {
    const pipe = new PassThrough();
    const printer = jsonPrinter(new Meter(), pipe);

    printer.plan(LINE);
    await printer.ready(signal);

    assert.equal(String(pipe.read()), TEXT);
  });

  it('wait no longer than until a cancel', async () => {
    const printer = jsonPrinter(new Meter(), new PassThrough({ highWaterMark: 1 }));
    const cancel = new AbortController();

    printer.plan(LINE);
    const ready = printer.ready(cancel.signal);
    cancel.abort();

    await assert.rejects(ready, { name: 'AbortError' });
  });
});
