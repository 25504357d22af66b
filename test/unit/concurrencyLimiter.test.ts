import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseOrigin } from '../../src/core/oxen/address';
import { NetworkError } from '../../src/core/oxen/errors';
import { inSlots } from '../../src/core/upload/limits/inSlots';
import type { UploadEvent } from '../../src/core/upload/events';
import { Control } from '../../src/core/upload/limits/control';
import { RunThrottle } from '../../src/core/upload/limits/runThrottle';
import { SharedLimits } from '../../src/core/upload/limits/sharedLimits';

const NOTHING = { files: 0, bytes: 0 };

describe('slots', () => {
  afterEach(() => mock.restoreAll());

  it('are shared by all runs to one server: two in the beginning, one more for each quick request, then eight', async () => {
    const limits = new SharedLimits();
    const one = startRun(limits, 10);
    const other = startRun(limits, 10);
    const elsewhere = startRun(limits, 10, 'https://elsewhere.example');
    const counts: number[] = [];
    for (let finished = 0; finished < 8; finished++) {
      await nextTurn();
      counts.push(one.underWay() + other.underWay());
      (one.underWay() > 0 ? one : other).finishOne();
    }

    assert.deepEqual(counts, [2, 3, 4, 5, 6, 7, 8, 8]);
    assert.equal(elsewhere.underWay(), 2);

    await Promise.all([one, other, elsewhere].map((run) => run.finish()));
    assert.deepEqual([one.done(), other.done(), elsewhere.done()], [10, 10, 10]);
  });

  it('are four where a request takes long: with more, more would be lost', async () => {
    let now = 0;
    mock.method(performance, 'now', () => now);
    const run = startRun(new SharedLimits(), 20);
    await run.finishOneByOne(10, () => (now += 1500));
    assert.equal(run.underWay(), 4);
    await run.finish();
  });

  it('learn nothing from a request that a pause came into', async () => {
    let now = 0;
    mock.method(performance, 'now', () => now);
    const run = startRun(new SharedLimits(), 50);
    await run.finishOneByOne(3);
    run.control.pause();
    now += 10_000;
    run.control.resume();
    await run.finishOneByOne(20);
    assert.equal(run.underWay(), 8);
    await run.finish();
  });

  it('are two again after a rest', async () => {
    let now = 0;
    mock.method(performance, 'now', () => now);
    const limits = await pastBeginning();
    now += 4000;
    const soon = startRun(limits, 10);
    await nextTurn();
    assert.equal(soon.underWay(), 8);
    await soon.finish();

    now += 6000;
    const later = startRun(limits, 20);
    await nextTurn();
    assert.equal(later.underWay(), 2);
    await later.finishOneByOne(8, () => (now += 1500));
    assert.equal(later.underWay(), 4, 'it may be another line by now');
    await later.finish();
  });

  it('are no more than what was asked for', async () => {
    const run = startRun(await pastBeginning(2), 5);
    await nextTurn();
    assert.equal(run.underWay(), 2);
    await run.finish();
  });

  it('go to the other runs while one is paused, and are shared again after it', async () => {
    const limits = await pastBeginning();
    const paused = startRun(limits, 20);
    await nextTurn();
    const other = startRun(limits, 20);
    await nextTurn();
    assert.deepEqual([paused.underWay(), other.underWay()], [8, 0]);

    paused.control.pause();
    await nextTurn();
    assert.equal(other.underWay(), 8);
    paused.finishOne();
    await nextTurn();
    assert.equal(paused.underWay(), 7, 'a paused run begins nothing');

    paused.control.resume();
    await Promise.all([paused.finish(), other.finish()]);
    assert.deepEqual([paused.done(), other.done()], [20, 20]);
  });

  it('are fewer after the server pushed back', async () => {
    const run = startRun(await pastBeginning(), 20);
    await nextTurn();
    run.throttle.waits(new NetworkError('broken'), 1);
    for (let finished = 0; finished < 4; finished++) run.finishOne();
    await nextTurn();
    assert.equal(run.underWay(), 4);
    await run.finish();
  });
});

describe('work in slots', () => {
  it('asks for an item only when it can begin with the one before', async () => {
    let asked = 0;
    function* items() {
      for (; asked < 100; asked++) yield asked;
    }
    const run = startRun(await pastBeginning(), items());
    await nextTurn();
    assert.ok(asked <= 9, String(asked));
    run.stop();
    await assert.rejects(run.finish());
  });

  it('cancels the others after a failure, and ends when all have ended', async () => {
    const failure = new Error('one failed');
    let ended = 0;
    const work = async (item: number, signal: AbortSignal) => {
      if (item === 3) throw failure;
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      await nextTurn();
      ended++;
      throw new Error('cancelled');
    };
    const { throttle } = startRun(await pastBeginning(), 0);
    const { signal } = new AbortController();

    await assert.rejects(inSlots([0, 1, 2, 3], { throttle, signal }, work), (thrown) => thrown === failure);
    assert.equal(ended, 3);
  });

  it('ends at once when it is cancelled while it is paused and waits for a slot', async () => {
    const run = startRun(new SharedLimits(1), 3);
    await nextTurn();
    run.control.pause();
    run.stop();
    run.finishOne();
    await assert.rejects(run.ended);
    assert.equal(run.done(), 1);
  });

  it('is at most so much at once as its server allows', async () => {
    const run = startRun(await pastBeginning(), 5, 'https://one.example', 2);
    await nextTurn();
    assert.equal(run.underWay(), 2);
    await run.finish();
  });

  it('keep nothing of what is through: there may be very much', async () => {
    const { throttle } = startRun(new SharedLimits(), 0);
    const { signal } = new AbortController();
    const seen: WeakRef<object>[] = [];
    let kept = Infinity;
    async function* groups() {
      for (let left = 20; left > 0; left--) {
        yield [{}];
        await nextTurn();
      }
      collectGarbage();
      kept = seen.filter((one) => one.deref() !== undefined).length;
    }

    await inSlots(groups(), { throttle, signal }, async (group) => {
      seen.push(new WeakRef(group));
      await nextTurn();
      return NOTHING;
    });

    assert.ok(kept <= 2, `${kept} of ${seen.length} groups are kept`);
  });

  it('tells that the run is paused, and that it goes on', () => {
    const { control, events } = startRun(new SharedLimits(), 0);
    control.pause();
    control.pause();
    control.resume();
    assert.deepEqual(events, [{ type: 'paused' }, { type: 'resumed' }]);
  });
});

/** Limits under which so many requests have been done that all slots of the beginning are there. */
async function pastBeginning(concurrency?: number): Promise<SharedLimits> {
  const limits = new SharedLimits(concurrency);
  await startRun(limits, 20).finish();
  return limits;
}

/** A run whose requests end when they are told to. */
function startRun(
  limits: SharedLimits,
  items: number | Iterable<number>,
  origin = 'https://one.example',
  most = Infinity,
) {
  const control = new Control();
  const stop = new AbortController();
  const events: UploadEvent[] = [];
  const report = (event: UploadEvent) => void events.push(event);
  const throttle = new RunThrottle({ origin: parseOrigin(origin), control, limits, report });
  const requests: (() => void)[] = [];
  let done = 0;
  let isOver = false;
  const work = async () => {
    await new Promise<void>((resolve) => requests.push(resolve));
    done++;
    return NOTHING;
  };
  const list = typeof items === 'number' ? Array.from({ length: items }, (_, index) => index) : items;
  const ended = inSlots(list, { throttle, signal: stop.signal, most }, work).finally(() => (isOver = true));
  ended.catch(() => undefined);
  return {
    control,
    throttle,
    events,
    ended,
    stop: () => stop.abort(new Error('cancelled')),
    done: () => done,
    underWay: () => requests.length,
    finishOne: () => requests.shift()?.(),
    /** @param before called before each of them ends */
    async finishOneByOne(count: number, before: () => unknown = () => undefined) {
      for (let finished = 0; finished < count; finished++) {
        await nextTurn();
        before();
        requests.shift()?.();
      }
      await nextTurn();
    },
    async finish() {
      while (!isOver) {
        requests.shift()?.();
        await nextTurn();
      }
      await ended;
    },
  };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}
