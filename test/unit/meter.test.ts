import assert from 'node:assert/strict';
import type { StagedPath, UploadEvent } from '../../src/core/upload/events';
import { Meter, type Progress } from '../../src/core/upload/meter';

const MB = 1_000_000;

function stagedFiles(...names: readonly string[]): readonly StagedPath[] {
  return names.map((path) => ({ path, source: `/${path}` }));
}

describe('the meter', () => {
  it('never goes back, and stays below 1 until the commit is verified', () => {
    const { fractions, note } = metered();
    note(
      { type: 'phase', phase: 'scanning' },
      { type: 'found', files: 2, bytes: 100 },
      { type: 'phase', phase: 'listing' },
      { type: 'planned', files: 2, bytes: 100 },
      { type: 'phase', phase: 'comparing' },
      { type: 'hashed', bytes: 60 },
      { type: 'hashed', bytes: 40 },
      { type: 'phase', phase: 'sending' },
      { type: 'accepted', bytes: 50 },
      { type: 'accepted', bytes: 50 },
      { type: 'phase', phase: 'finishing' },
      { type: 'staged', files: stagedFiles('a', 'b') },
      { type: 'phase', phase: 'committing' },
      { type: 'phase', phase: 'verifying' },
    );
    assert.deepEqual(
      fractions,
      fractions.toSorted((one, other) => one - other),
    );
    assert.ok(
      fractions.every((fraction) => fraction < 1),
      String(fractions),
    );
    assert.ok((fractions.at(-1) ?? 0) > 0.9);
  });

  it('counts as done what the server answered for, not what left the socket', () => {
    const { note, now } = metered();
    note(
      { type: 'planned', files: 1, bytes: 100 },
      { type: 'phase', phase: 'sending' },
      { type: 'sent', bytes: 80 },
    );
    assert.deepEqual(now().bytes, { done: 0, total: 100 });
    note({ type: 'accepted', bytes: 80 });
    assert.deepEqual(now().bytes, { done: 80, total: 100 });
  });

  it('counts down the time left while the server has answered for nothing yet', () => {
    const { note, now, pass } = metered();
    note({ type: 'planned', files: 1, bytes: 10 * MB }, { type: 'phase', phase: 'sending' });
    for (let second = 0; second < 4; second++) {
      pass(1000);
      note({ type: 'sent', bytes: MB });
    }
    assert.deepEqual([now().bytes.done, now().timeLeft], [0, 6000]);
    note({ type: 'accepted', bytes: 4 * MB });
    assert.deepEqual([now().bytes.done, now().timeLeft], [4 * MB, 6000]);
    pass(1000);
    note({ type: 'sent', bytes: MB });
    assert.equal(now().timeLeft, 5000);
    note({ type: 'waiting', reason: 'the connection broke', ms: 1 });
    assert.equal(now().timeLeft, 6000);
  });

  it('adds to the total what has to be sent once more', () => {
    const { note, now } = metered();
    note({ type: 'planned', files: 1, bytes: 100 }, { type: 'accepted', bytes: 100 });
    note({ type: 'again', bytes: 100, reason: 'wrong' });
    assert.deepEqual(now().bytes, { done: 100, total: 200 });
  });

  it('counts files as they are staged', () => {
    const { note, now } = metered();
    note({ type: 'planned', files: 3, bytes: 10 }, { type: 'staged', files: stagedFiles('a', 'b') });
    assert.deepEqual(now().files, { done: 2, total: 3 });
  });

  it('tells speed and time left once it knows them', () => {
    const { note, now, pass } = metered();
    note({ type: 'planned', files: 1, bytes: 100 * MB }, { type: 'phase', phase: 'sending' });
    for (let second = 1; second <= 10; second++) {
      pass(1000);
      note({ type: 'sent', bytes: MB }, { type: 'accepted', bytes: MB });
      if (second === 1) assert.equal(now().speed, undefined);
    }
    const { speed = 0, timeLeft = 0 } = now();
    assert.ok(Math.abs(speed - MB) < 0.2 * MB, String(speed));
    assert.ok(Math.abs(timeLeft - 90_000) < 20_000, String(timeLeft));
  });

  it('forgets an old speed: a line that became slow shows as slow', () => {
    const { note, now, pass } = metered();
    note({ type: 'planned', files: 1, bytes: 1000 * MB }, { type: 'phase', phase: 'sending' });
    const send = (bytes: number) => {
      for (let second = 1; second <= 30; second++) {
        pass(1000);
        note({ type: 'sent', bytes });
      }
    };
    send(10 * MB);
    assert.ok((now().speed ?? 0) > 8 * MB);
    send(MB);
    assert.ok((now().speed ?? Infinity) < 1.5 * MB, String(now().speed));
  });

  it('shows a stall: what is not sent any more has no speed', () => {
    const { note, now, pass } = metered();
    note({ type: 'planned', files: 1, bytes: 100 * MB }, { type: 'phase', phase: 'sending' });
    for (let second = 1; second <= 5; second++) {
      pass(1000);
      note({ type: 'sent', bytes: MB });
    }
    pass(60_000);
    assert.ok((now().speed ?? 0) < 0.1 * MB, String(now().speed));
  });

  it('names why nothing moves, until something moves again', () => {
    const { note, now } = metered();
    note({ type: 'waiting', reason: 'busy', ms: 10 });
    assert.equal(now().waiting, 'busy');
    note({ type: 'note', text: 'for the log' });
    assert.equal(now().waiting, 'busy');
    note({ type: 'sent', bytes: 1 });
    assert.equal(now().waiting, undefined);
  });

  it('has no speed and no end in sight while paused, and takes its measure again after it', () => {
    const { note, now, pass } = metered();
    note({ type: 'planned', files: 1, bytes: 1000 * MB }, { type: 'phase', phase: 'sending' });
    const send = (seconds: number) => {
      for (let second = 1; second <= seconds; second++) {
        pass(1000);
        note({ type: 'sent', bytes: MB });
      }
    };
    send(10);
    note({ type: 'paused' });
    assert.deepEqual([now().paused, now().speed, now().timeLeft], [true, undefined, undefined]);

    pass(3_600_000);
    note({ type: 'resumed' });
    assert.deepEqual([now().paused, now().speed], [false, undefined]);
    send(3);
    const { speed = 0 } = now();
    assert.ok(Math.abs(speed - MB) < 0.1 * MB, String(speed));
  });

  it('is complete with nothing to send', () => {
    const { note, now } = metered();
    note({ type: 'found', files: 0, bytes: 0 }, { type: 'planned', files: 0, bytes: 0 });
    const { fraction } = now();
    assert.ok(Number.isFinite(fraction));
  });

  it('tells each event to all who listen, until they stop', () => {
    const meter = new Meter();
    const heard: string[] = [];
    const stop = meter.listen((_progress, event) => heard.push(event.type));
    meter.note({ type: 'hashed', bytes: 1 });
    stop();
    meter.note({ type: 'hashed', bytes: 1 });
    assert.deepEqual(heard, ['hashed']);
  });
});

function metered() {
  let time = 0;
  const meter = new Meter(() => time);
  const fractions: number[] = [];
  meter.listen(({ fraction }) => fractions.push(fraction));
  return {
    fractions,
    note: (...events: readonly UploadEvent[]) => events.forEach(meter.note),
    now: (): Progress => meter.progress(),
    pass: (ms: number) => {
      time += ms;
    },
  };
}
