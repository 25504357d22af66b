import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { gzipIfSmaller } from '../../src/core/files/gzip';

const KiB = 1024;
const MiB = 1024 * KiB;
const TABLE = Buffer.from('id,name,weight\n1,Tom,4.2\n'.repeat(4 * KiB));

describe('a small file', () => {
  it('is packed when it shrinks, and unpacks to what it was', async () => {
    const packed = await gzipIfSmaller(TABLE);

    assert.ok(packed);
    assert.ok(packed.byteLength < TABLE.byteLength / 10, `${packed.byteLength} bytes`);
    assert.ok(gunzipSync(packed).equals(TABLE));
  });

  for (const [what, bytes] of [
    ['it is random', randomBytes(100 * KiB)],
    ['it is packed already', gzipSync(randomBytes(100 * KiB))],
    ['it is too short for that to be worth it', Buffer.alloc(511)],
    ['it is empty', Buffer.alloc(0)],
    // What the sample does not show is not looked for: to pack it all would cost more than it wins.
    [
      'its middle is random',
      Buffer.concat([Buffer.alloc(10 * KiB), randomBytes(8 * KiB), Buffer.alloc(10 * KiB)]),
    ],
    // The middle promises more than the whole keeps.
    [
      'it is random but for its middle, and does not shrink as a whole',
      Buffer.concat([randomBytes(4 * MiB), Buffer.alloc(600), randomBytes(4 * MiB)]),
    ],
  ] as const) {
    it(`travels as it is when ${what}`, async () => {
      assert.equal(await gzipIfSmaller(bytes), undefined);
    });
  }

  it('of 512 bytes is worth a look', async () => {
    assert.ok(await gzipIfSmaller(Buffer.alloc(512)));
  });
});
