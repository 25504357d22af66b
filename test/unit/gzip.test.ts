import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Packing } from '../../src/core/files/gzip';

const KiB = 1024;
const MiB = 1024 * KiB;
const TABLE = Buffer.from('id,name,weight\n1,Tom,4.2\n'.repeat(4 * KiB));

describe('a small file', () => {
  it('is packed when it shrinks, and unpacks to what it was', async () => {
    const packed = await new Packing().pack('a.csv', TABLE, 'fast');

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
      assert.equal(await new Packing().pack('a.bin', bytes, 'fast'), undefined);
    });
  }

  it('of 512 bytes is worth a look', async () => {
    assert.ok(await new Packing().pack('a.bin', Buffer.alloc(512), 'fast'));
  });

  it('is taken to be like those before it with the same ending, and each hundredth looked at again', async () => {
    const packing = new Packing();
    const noise = randomBytes(4 * KiB);
    assert.equal(await packing.pack('noise.dat', noise, 'fast'), undefined);

    const packed: boolean[] = [];
    for (let i = 0; i < 101; i++)
      packed.push((await packing.pack('like/a table.DAT', TABLE, 'fast')) !== undefined);

    assert.deepEqual(packed, [...Array<boolean>(100).fill(false), true]);
    assert.ok(await packing.pack('table.csv', TABLE, 'fast'), 'another ending is another kind');
  });

  it('that does not shrink as those before it did has the next one looked at', async () => {
    const packing = new Packing();
    assert.ok(await packing.pack('1.dat', TABLE, 'fast'));
    assert.equal(await packing.pack('2.dat', randomBytes(4 * KiB), 'fast'), undefined);
    assert.equal(await packing.pack('3.dat', randomBytes(4 * KiB), 'fast'), undefined);

    assert.equal(await packing.pack('4.dat', TABLE, 'fast'), undefined);
  });
});
