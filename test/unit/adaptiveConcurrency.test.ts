import assert from 'node:assert/strict';
import { AdaptiveConcurrency } from '../../src/core/upload/limits/adaptiveConcurrency';

/** Files a second by requests at once, as measured (docs/protocol/measured.md#requests-at-once: batches of 50). */
const MEASURED: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  '0.50.7': { 1: 246, 2: 898, 4: 1594, 8: 2280, 16: 2056 },
  '0.65.2': { 1: 335, 2: 475, 4: 728, 8: 563, 16: 566 },
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

  it('stays low on a line that more requests do not make faster', () => {
    const { slots } = simulate(new Clock(), { speed: () => 500, files: 100_000, seed: 1 });
    assert.ok(slots <= 8, String(slots));
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
  const underWay: number[] = [];
  const counts: number[] = [];
  const start = clock.time;
  for (let left = files; left > 0 || underWay.length > 0;) {
    for (; left > 0 && underWay.length < adaptive.slots; left -= BATCH)
      underWay.push(BATCH * (0.5 + random()));
    const next = Math.min(...underWay);
    clock.time += (next * underWay.length * 1000) / speed(underWay.length);
    underWay.splice(underWay.indexOf(next), 1);
    underWay.forEach((work, index) => (underWay[index] = work - next));
    adaptive.done(BATCH);
    counts.push(adaptive.slots);
  }
  return {
    rate: (files * 1000) / (clock.time - start),
    slots: adaptive.slots,
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
