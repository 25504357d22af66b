import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Meter } from '../../src/core/upload/meter';
import { UserError } from '../../src/core/userError';
import { NOTHING } from '../../src/headless/ending';
import { jsonPrinter, type PlanLine } from '../../src/headless/terminal/printer';

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

describe('events in JSON', () => {
  const foreign = 'a\n\u001b[2J\u007f\u009b\u2028\u2029\u202e\u2066\u061c\u200f\ud800"\\ä🐂';

  it('hold what others wrote as it is, and nothing in them steers a terminal', () => {
    const pipe = new PassThrough();
    const meter = new Meter();
    const printer = jsonPrinter(meter, pipe);

    printer.say(foreign);
    printer.refuse({ path: foreign, destination: foreign, reason: foreign });
    meter.note({ type: 'failed', path: foreign, error: new UserError(foreign) });

    const text = String(pipe.read());
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
    assert.ok(text.includes('ä🐂'));
    const lines = text.trimEnd().split('\n');
    const events = lines.map((line): unknown => JSON.parse(line));
    assert.deepEqual(events.slice(0, 3), [
      { type: 'note', text: foreign },
      { type: 'refused', path: foreign, reason: foreign },
      { type: 'failed', path: foreign, message: foreign },
    ]);
  });

  it('end with “done”: what comes late is told no more', () => {
    const pipe = new PassThrough();
    const meter = new Meter();
    const printer = jsonPrinter(meter, pipe);

    printer.done({ ...NOTHING, result: 'nothing to do', verified: true });
    meter.note({ type: 'note', text: 'late' });
    printer.done(NOTHING);

    const files = { uploaded: 0, unchanged: 0, skipped: 0, refused: 0, failed: 0 };
    const done = { type: 'done', result: 'nothing to do', verified: true, commit: null, files };
    assert.deepEqual(JSON.parse(String(pipe.read())), { ...done, bytes: 0, engine: 'stage-files' });
  });
});
