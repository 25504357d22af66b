import assert from 'node:assert/strict';
import { mock } from 'node:test';
import timers from 'node:timers/promises';
import fc from 'fast-check';
import { HttpError, NetworkError, TimeoutError } from '../../src/core/oxen/errors';
import { type Repeat, withRetry } from '../../src/core/oxen/http/retry';

/** In ms: the longest wait that is ours, and what is added at most to one that the server asks for. */
const LONGEST_WAIT = 10_000;
const LONGEST_JITTER = 1000;

const STATUSES = [400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 501, 502, 503, 504] as const;
type Kind = (typeof STATUSES)[number] | 'network' | 'timeout' | 'else';

const REPEATED: Readonly<Record<Repeat, readonly Kind[]>> = {
  safe: ['network', 'timeout', 408, 429, 500, 502, 503, 504],
  'unless-500': ['network', 'timeout', 408, 429, 502, 503, 504],
  rejected: [429],
  never: [],
};

/** An attempt that fails. All times in ms. */
interface Failure {
  readonly kind: Kind;
  /** Of those that have a status only. */
  readonly retryAfter: number | undefined;
  readonly takes: number;
  /** Pauses while it is under way, and while it is waited for the next. */
  readonly pause?: number | undefined;
  readonly pauseAfter?: number | undefined;
}

interface Course {
  readonly repeat: Repeat;
  readonly patience: number;
  /** After them, success. */
  readonly failures: readonly Failure[];
  /** What `Math.random` says, over and over. */
  readonly randoms: readonly number[];
}

const ms = (max: number) => fc.nat({ max });
const sometimes = (max: number) => fc.option(ms(max), { nil: undefined });
const kind = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Kind[]>(...REPEATED.safe) },
  { weight: 1, arbitrary: fc.constantFrom<Kind[]>(...STATUSES, 'else') },
);
const failure = fc.record<Failure>({ kind, retryAfter: sometimes(120_000), takes: ms(60_000) });
/** 0 … 1, in steps that are exact, so that sums of waits are. */
const random = fc.nat({ max: 2 ** 20 - 1 }).map((steps) => steps / 2 ** 20);
const course = fc.record<Course>({
  repeat: fc.constantFrom<Repeat[]>('safe', 'safe', 'unless-500', 'rejected', 'never'),
  patience: ms(600_000),
  failures: fc.array(failure, { maxLength: 20 }),
  randoms: fc.array(random, { minLength: 1, maxLength: 20 }),
});

describe('the time between the attempts of a request', () => {
  let now = 0;
  let draw: () => number = () => 0;
  /** Told of each wait before it is over. */
  let onWait: () => void = () => undefined;

  beforeEach(() => {
    mock.method(performance, 'now', () => now);
    mock.method(Math, 'random', () => draw());
    mock.method(timers, 'setTimeout', (ms: number) => {
      onWait();
      now += ms;
      return Promise.resolve();
    });
  });
  afterEach(() => mock.restoreAll());

  /** Plays it on a clock of its own; returns when each attempt began and ended. */
  async function play({ repeat, patience, failures, randoms }: Course) {
    now = 1000;
    let drawn = 0;
    draw = () => randoms[drawn++ % randoms.length] ?? 0;
    const attempts: { readonly start: number; readonly end: number }[] = [];
    let pauses = 0;
    let paused = 0;
    const pause = (ms: number | undefined) => {
      if (ms === undefined) return;
      pauses++;
      paused += ms;
    };
    onWait = () => pause(failures[attempts.length - 1]?.pauseAfter);
    const attempt = () => {
      const failure = failures[attempts.length];
      const start = now;
      now += failure?.takes ?? 0;
      attempts.push({ start, end: now });
      pause(failure?.pause);
      return failure === undefined ? Promise.resolve() : Promise.reject(errorOf(failure));
    };
    const gate = {
      get pauses() {
        return pauses;
      },
      resumed: () => {
        now += paused;
        paused = 0;
        return Promise.resolve();
      },
      pace: (most: number) => Promise.resolve(most),
      waits: () => undefined,
    };
    const { signal } = new AbortController();
    const options = { repeat, signal, gate, patience: () => ({ ms: patience, since: 0 }) };
    await withRetry(attempt, options).catch(() => undefined);
    return attempts;
  }

  it('is never shorter than the server asked for, and hardly longer', async () => {
    const check = async (course: Course) => {
      const attempts = await play(course);
      for (const [wait, { retryAfter, kind }] of waitsOf(attempts, course)) {
        const asked = hasStatus(kind) ? retryAfter : undefined;
        assert.ok(wait >= (asked ?? 0), `${wait} ms, asked for ${asked}`);
        assert.ok(wait <= longestWait(asked), `${wait} ms`);
      }
    };
    await fc.assert(fc.asyncProperty(course, check));
  });

  it('grows up to ten seconds and no further', async () => {
    const failures = fc.array(fc.constantFrom<Kind[]>(...REPEATED.safe), { minLength: 8, maxLength: 20 });
    const check = async (kinds: readonly Kind[], random: number) => {
      const failures = kinds.map((kind) => ({ kind, retryAfter: undefined, takes: 0 }));
      const course = { repeat: 'safe', patience: Infinity, failures, randoms: [random] } as const;
      const waits = waitsOf(await play(course), course).map(([wait]) => Math.round(wait));
      assert.equal(waits.length, kinds.length);
      assert.deepEqual(
        waits,
        waits.toSorted((one, other) => one - other),
      );
      assert.equal(waits.at(-1), Math.round(random * LONGEST_WAIT));
    };
    await fc.assert(fc.asyncProperty(failures, random, check));
  });

  it('together never exceeds the patience, and is never given up before', async () => {
    const check = async (course: Course) => {
      const attempts = await play(course);
      const [first, ...others] = attempts;
      const until = (first?.end ?? 0) + course.patience;
      for (const { start } of others) assert.ok(start <= until, `${start - until} ms too late`);
      const failed = course.failures[attempts.length - 1];
      if (failed === undefined || !REPEATED[course.repeat].includes(failed.kind)) return;
      const longest = longestWait(hasStatus(failed.kind) ? failed.retryAfter : undefined);
      const end = attempts.at(-1)?.end ?? 0;
      assert.ok(end + longest + LONGEST_JITTER > until, 'it was given up with patience left');
    };
    await fc.assert(fc.asyncProperty(course, check));
  });

  it('is followed by an attempt only where that does no harm', async () => {
    const check = async (course: Course) => {
      for (const [, { kind }] of waitsOf(await play(course), course))
        assert.ok(REPEATED[course.repeat].includes(kind), `${kind} was repeated: ${course.repeat}`);
    };
    await fc.assert(fc.asyncProperty(course, check));
  });

  it('does not count a pause, however long, during an attempt or between two', async () => {
    const pauses = fc.array(fc.record({ pause: sometimes(3_600_000), pauseAfter: sometimes(3_600_000) }), {
      minLength: 20,
      maxLength: 20,
    });
    const check = async (plain: Course, random: number, pauses: readonly Partial<Failure>[]) => {
      const course = { ...plain, randoms: [random] };
      const failures = course.failures.map((failure, index) => ({ ...failure, ...pauses[index] }));
      const without = await play(course);
      const paused = await play({ ...course, failures });
      assert.ok(paused.length >= without.length, `${paused.length} attempts instead of ${without.length}`);
    };
    await fc.assert(fc.asyncProperty(course, random, pauses, check));
  });
});

/** How long it was from each failure that was repeated to the next attempt. */
function waitsOf(
  attempts: readonly { readonly start: number; readonly end: number }[],
  { failures }: Course,
): readonly (readonly [wait: number, failure: Failure])[] {
  return failures
    .slice(0, attempts.length - 1)
    .map((failure, index) => [(attempts[index + 1]?.start ?? 0) - (attempts[index]?.end ?? 0), failure]);
}

function hasStatus(kind: Kind): kind is (typeof STATUSES)[number] {
  return typeof kind === 'number';
}

function errorOf({ kind, retryAfter }: Failure): Error {
  if (kind === 'network') return new NetworkError('broken');
  if (kind === 'timeout') return new TimeoutError('silent');
  if (kind === 'else') return new Error('else');
  const none = { code: undefined, type: undefined, missingHashes: undefined, requestId: 'id' };
  const flags = { fromOxen: true, unknownRoute: false, says: () => null };
  return new HttpError({ ...none, ...flags, status: kind, message: '', retryAfter }, 'A request');
}

/** A server that asks for less than a second is given the time that it would get without. */
function longestWait(asked: number | undefined): number {
  return asked === undefined || asked < 1000 ? LONGEST_WAIT : asked + LONGEST_JITTER;
}
