import assert from 'node:assert/strict';
import { PackingTrial } from '../../src/core/upload/engines/packingTrial';

/** A hundred files of 20 kB, which gzip makes a third of. */
const LOAD = { files: 100, bytes: 2_000_000 };
/** Two hundred files of 1 kB. */
const TINY = { files: 200, bytes: 200_000 };
const PACKED_TO = 1 / 3;
/** On one thread, in bytes a second; a little more than it takes to read them. */
const GZIP = 80_000_000;

interface Way {
  /** What the line carries, in bytes a second. */
  readonly line: number;
  /** What the server gets done, in bytes of content a second. */
  readonly server: number;
  readonly load?: typeof LOAD;
}

/** Sends a hundred requests, three at once. @returns which of them were packed */
function sendHundred({ line, server, load = LOAD }: Way, trial = new PackingTrial()): boolean[] {
  const atOnce = 3;
  return Array.from({ length: 100 }, () => {
    const isPacked = trial.next() !== undefined;
    const bytes = load.bytes * (isPacked ? PACKED_TO : 1);
    const onTheLine = (bytes * atOnce) / line;
    const inTheServer = (load.bytes * atOnce) / server;
    const packing = isPacked ? load.bytes / GZIP : 0;
    const ms = (packing + Math.max(onTheLine, inTheServer)) * 1000;
    trial.note({ way: isPacked ? 'packed' : 'plain', load, ms, atOnce });
    return isPacked;
  });
}

const packedOf = (requests: readonly boolean[]) => requests.filter((isPacked) => isPacked).length;

describe('packing, by the line', () => {
  it('is always done on a slow line', () => {
    assert.equal(packedOf(sendHundred({ line: 2_000_000, server: 100_000_000 })), 100);
  });

  it('is left to a server that takes its time for each file, where little of tiny ones would travel', () => {
    const packed = packedOf(sendHundred({ line: 1e9, server: 3_000_000, load: TINY }));
    assert.ok(packed <= 8, `${packed} were packed`);
  });

  it('is always done to a slow server: it is hardly felt, and what travels may cost money', () => {
    assert.equal(packedOf(sendHundred({ line: 1e9, server: 2_000_000 })), 100);
  });

  it('is done on a line of 5 MB/s; plain content is tried once', () => {
    assert.equal(packedOf(sendHundred({ line: 5_000_000, server: 100_000_000 })), 99);
  });

  it('is done on a line of 20 MB/s, where it wins time; plain content is tried now and then', () => {
    const packed = packedOf(sendHundred({ line: 20_000_000, server: 100_000_000 }));
    assert.ok(packed >= 92, `${packed} were packed`);
  });

  it('is left on a line that is faster than gzip', () => {
    const packed = packedOf(sendHundred({ line: 1e9, server: 200_000_000 }));
    assert.ok(packed <= 8, `${packed} were packed`);
  });

  it('is left where the server has the line wait', () => {
    const packed = packedOf(sendHundred({ line: 1e9, server: 27_000_000 }));
    assert.ok(packed <= 8, `${packed} were packed`);
  });

  it('does not try plain content twice at the same time', () => {
    const trial = new PackingTrial();
    trial.note({ way: 'packed', load: LOAD, ms: 100, atOnce: 3 });
    const packed = packedOf(Array.from({ length: 100 }, () => trial.next() !== undefined));
    assert.equal(packed, 99);
  });

  it('is found again when a fast line becomes a slow one', () => {
    const trial = new PackingTrial();
    sendHundred({ line: 1e9, server: 200_000_000 }, trial);

    const packed = packedOf(sendHundred({ line: 2_000_000, server: 200_000_000 }, trial).slice(-50));

    assert.ok(packed >= 45, `${packed} of the last 50 were packed`);
  });
});
