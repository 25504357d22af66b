import assert from 'node:assert/strict';
import { blobLocation, contentHash } from '../../src/core/contentHash';

describe('a content hash', () => {
  it('is written as the server writes it: lower case, no leading zeros', () => {
    assert.equal(contentHash('02101009797546BF98de2b0bbcbd59f0'), '2101009797546bf98de2b0bbcbd59f0');
    assert.equal(contentHash('00e1bbe3e4f026040b32b44e00eb40'), 'e1bbe3e4f026040b32b44e00eb40');
    assert.equal(contentHash('99aa06d3014798d86001c324468d497f'), '99aa06d3014798d86001c324468d497f');
  });

  it('keeps one digit of zero', () => {
    assert.equal(contentHash('0'.repeat(32)), '0');
  });

  for (const bad of ['', 'g', '0x1f', ' 1f', '1f\n', 'a'.repeat(33), '9aa06d30-14798d86']) {
    it(`is not made from ${JSON.stringify(bad)}`, () => {
      assert.throws(() => contentHash(bad), RangeError);
    });
  }

  it('says where the server keeps the blob, also when leading zeros are gone', () => {
    assert.equal(
      blobLocation(contentHash('02101009797546bf98de2b0bbcbd59f0')),
      'versions/files/21/01009797546bf98de2b0bbcbd59f0/data',
    );
  });
});
