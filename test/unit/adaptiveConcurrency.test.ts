import assert from 'node:assert/strict';
import { AdaptiveConcurrency } from '../../src/core/upload/limits/adaptiveConcurrency';

/** Files a second by requests at once, as measured (docs/protocol/measured.md#requests-at-once: batches of 200). */
const MEASURED: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  '0.50.7': { 1: 1629, 2: 2320, 4: 2976, 8: 3401, 16: 3759 },
  '0.65.2': { 1: 1462, 2: 1634, 4: 1637, 8: 1733, 16: 1776 },
};

describe('the number of requests at once', () => {
  for (const [version, speeds] of Object.entries(MEASURED)) {
    it(`gets at least 85 % of what ${version} can do, however long its requests take`, () => {
      const best = Math.max(...Object.values(speeds));
      for (let seed = 1; seed <= 10; seed++) {
        const { rate } = simulate(new Clock(), {
          speed: (slots) => between(speeds, slots),
          files: 200_000,
          seed,
        });
        assert.ok(rate > 0.85 * best, `${Math.round(rate)} of ${best}`);
      }
    });
  }

  it('finds a number that is best where more are worse, though it begins with more', () => {
    const peak = { 1: 335, 2: 475, 4: 728, 8: 563, 16: 566 };
    const { lasting } = simulate(new Clock(), {
      speed: (slots) => between(peak, slots),
      files: 400_000,
      seed: 1,
    });
    assert.ok(lasting > 0.85 * 728, String(lasting));
  });

  it('rises hardly above its beginning on a line that more requests do not make faster', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const means = seeds.map((seed) => simulate(new Clock(), { speed: () => 500, files: 100_000, seed }).mean);
    const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
    assert.ok(mean <= 9, means.join(', '));
  });

  it('is eight within a second where requests are quick, and hardly more than four where they are not', () => {
    const quick = simulate(new Clock(), { speed: (slots) => 500 * slots, files: 1500, seed: 1 });
    assert.ok(quick.seconds < 1, String(quick.seconds));
    assert.equal(quick.slots, 8);
    const slow = simulate(new Clock(), { speed: () => 150, files: 1500, seed: 1 });
    assert.ok(slow.highest <= 6, String(slow.highest));
    const capped = simulate(new Clock(3), { speed: (slots) => 500 * slots, files: 1500, seed: 1 });
    assert.equal(capped.highest, 3);
  });

  it('is four again where a request comes to take very long, and after that begins anew', () => {
    const { adaptive } = new Clock();
    for (let request = 0; request < 10; request++) adaptive.done(BATCH, 100);
    assert.equal(adaptive.slots, 8);
    adaptive.done(BATCH, 6000);
    assert.equal(adaptive.slots, 4);

    const other = new Clock().adaptive;
    for (let request = 0; request < 10; request++) other.done(BATCH, 100);
    other.begin();
    assert.equal(other.slots, 4);
    for (let request = 0; request < 10; request++) other.done(BATCH, 100);
    assert.equal(other.slots, 8);
  });

  it('does not begin anew with more than the server could bear', () => {
    const { adaptive } = new Clock();
    adaptive.pushBack();
    adaptive.begin();
    for (let request = 0; request < 10; request++) adaptive.done(BATCH, 100);
    assert.equal(adaptive.slots, 2);
  });

  it('never leaves 1 to 16, nor what it was told', () => {
    const steep = simulate(new Clock(), { speed: (slots) => 100 * slots, files: 200_000, seed: 1 });
    assert.equal(steep.highest, 16);
    const capped = simulate(new Clock(3), { speed: (slots) => 100 * slots, files: 50_000, seed: 1 });
    assert.equal(capped.highest, 3);
    const falling = simulate(new Clock(), { speed: (slots) => 500 / slots ** 2, files: 50_000, seed: 1 });
    assert.equal(falling.lowest, 1);
  });

  it('falls to half when the server pushes back, once for all requests of one moment', () => {
    const clock = new Clock();
    const { adaptive } = clock;
    assert.equal(adaptive.slots, 4);
    for (let request = 0; request < 4; request++) adaptive.pushBack();
    assert.equal(adaptive.slots, 2);
    clock.time += 10_000;
    adaptive.pushBack();
    assert.equal(adaptive.slots, 1);
    clock.time += 10_000;
    adaptive.pushBack();
    assert.equal(adaptive.slots, 1);
  });

  it('rises again after the server has pushed back', () => {
    const clock = new Clock();
    clock.adaptive.pushBack();
    const { slots } = simulate(clock, { speed: (count) => 100 * count, files: 100_000, seed: 1 });
    assert.ok(slots >= 9, String(slots));
  });

  it('does not change while there is too little to do for all slots', () => {
    const { adaptive } = new Clock();
    for (let request = 0; request < 1000; request++) adaptive.forget();
    assert.equal(adaptive.slots, 4);
  });
});

class Clock {
  time = 0;
  readonly adaptive: AdaptiveConcurrency;

  constructor(most?: number) {
    this.adaptive = new AdaptiveConcurrency(most, () => this.time);
  }
}

interface Server {
  /** Files a second by requests at once. */
  readonly speed: (slots: number) => number;
  readonly files: number;
  readonly seed: number;
}

const BATCH = 100;

/** Requests of uneven size share a server that is as fast as the number of them makes it. */
function simulate(clock: Clock, { speed, files, seed }: Server) {
  const { adaptive } = clock;
  const random = seeded(seed);
  const underWay: { readonly size: number; readonly since: number; work: number }[] = [];
  const counts: number[] = [];
  const start = clock.time;
  let half = start;
  for (let left = files; left > 0 || underWay.length > 0;) {
    if (left > files / 2) half = clock.time;
    for (; left > 0 && underWay.length < adaptive.slots; left -= BATCH) {
      const size = BATCH * (0.5 + random());
      underWay.push({ size, work: size, since: clock.time });
    }
    const least = Math.min(...underWay.map(({ work }) => work));
    clock.time += (least * underWay.length * 1000) / speed(underWay.length);
    for (const request of underWay) request.work -= least;
    for (const { size, since } of underWay.filter(({ work }) => work === 0))
      adaptive.done(size, clock.time - since);
    underWay.splice(0, underWay.length, ...underWay.filter(({ work }) => work > 0));
    counts.push(adaptive.slots);
  }
  return {
    rate: (files * 1000) / (clock.time - start),
    /** Of the second half. */
    lasting: (files * 500) / (clock.time - half),
    seconds: (clock.time - start) / 1000,
    slots: adaptive.slots,
    mean: counts.reduce((sum, count) => sum + count, 0) / counts.length,
    highest: Math.max(...counts),
    lowest: Math.min(...counts),
  };
}

/** What was not measured lies on a straight line between what was. */
function between(speeds: Readonly<Record<number, number>>, slots: number): number {
  const known = Object.entries(speeds).map(([count, speed]) => [Number(count), speed] as const);
  const above = known.find(([count]) => count >= slots) ?? [slots, 0];
  const below = known.findLast(([count]) => count <= slots) ?? above;
  if (above[0] === below[0]) return above[1];
  return below[1] + ((above[1] - below[1]) * (slots - below[0])) / (above[0] - below[0]);
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
