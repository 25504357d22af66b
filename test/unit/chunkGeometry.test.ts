import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chunkGeometry } from '../../src/core/upload/engines/versionChunks';
import { CHUNK_BYTES } from '../../src/core/upload/plan/plan';

const MiB = 1024 * 1024;
const OLD = { joinsManyChunks: false };
const NEW = { joinsManyChunks: true };

describe('chunks by offset', () => {
  for (const [what, size, features, chunkBytes, chunks] of [
    ['nothing', 0, OLD, 10 * MiB, 1],
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

  it('hold every byte once, none of them empty, and are as small as the server lets them be', () => {
    const sizes = fc.oneof(
      fc.maxSafeNat(),
      fc.nat(8000).map((chunks) => chunks * 10 * MiB),
      fc.nat(100 * MiB),
    );
    fc.assert(
      fc.property(sizes, fc.boolean(), (nat, joinsManyChunks) => {
        const size = nat + 1;
        const { chunkBytes, chunks } = chunkGeometry(size, { joinsManyChunks });
        const last = size - (chunks - 1) * chunkBytes;
        assert.ok(
          last > 0 && last <= chunkBytes,
          `the last one of ${chunks} has ${last} of ${chunkBytes} bytes`,
        );
        assert.equal(chunkBytes % CHUNK_BYTES, 0, 'each is made of whole hashed chunks');
        if (joinsManyChunks) assert.equal(chunkBytes, CHUNK_BYTES);
        else {
          assert.ok(chunks <= 500, `${chunks} chunks`);
          assert.ok(chunkBytes === CHUNK_BYTES || Math.ceil(size / (chunkBytes - CHUNK_BYTES)) > 500);
        }
      }),
    );
  });
});
