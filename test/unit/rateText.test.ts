import assert from 'node:assert/strict';
import { parseRate } from '../../src/core/upload/limits/rateText';
import { UserError } from '../../src/core/userError';

describe('a bandwidth in words', () => {
  for (const [text, bytes] of [
    ['5000', 5000],
    ['5000B', 5000],
    ['500KB', 500_000],
    ['10MB', 10_000_000],
    ['1GB', 1_000_000_000],
    ['64KiB', 65_536],
    ['1.5MiB', 1_572_864],
    ['2GiB', 2_147_483_648],
    [' 10 mb/s ', 10_000_000],
  ] as const) {
    it(`is understood: “${text}”`, () => {
      assert.equal(parseRate(text), bytes);
    });
  }

  for (const text of [
    '',
    'MB',
    'fast',
    '10M',
    '10 Mbit',
    '-1MB',
    '1e9',
    '1,5MB',
    '10ib',
    '0',
    '999',
    '0.5KB',
  ]) {
    it(`is refused with advice: “${text}”`, () => {
      assert.throws(
        () => parseRate(text),
        (error) => error instanceof UserError && error.message.includes(text) && error.advice !== undefined,
      );
    });
  }
});
