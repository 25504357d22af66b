import assert from 'node:assert/strict';
import { chunkGeometry } from '../../src/core/upload/engines/versionChunks';

const MiB = 1024 * 1024;
const OLD = { joinsManyChunks: false };
const NEW = { joinsManyChunks: true };

describe('chunks by offset', () => {
  for (const [what, size, features, chunkBytes, chunks] of [
    ['one byte more than a chunk', 10 * MiB + 1, OLD, 10 * MiB, 2],
    ['the most that an old server joins', 5000 * MiB, OLD, 10 * MiB, 500],
    ['more than an old server joins of the usual size', 5000 * MiB + 1, OLD, 20 * MiB, 251],
    ['a terabyte on an old server', 1_000_000 * MiB, OLD, 2000 * MiB, 500],
    ['the same on a newer one', 5000 * MiB + 1, NEW, 10 * MiB, 501],
  ] as const) {
    it(`are cut alike each time: ${what}`, () => {
      assert.deepEqual(chunkGeometry(size, features), { chunkBytes, chunks });
    });
  }
});
