import assert from 'node:assert/strict';
import { plainText } from '../../src/core/plainText';

describe('Text of others', () => {
  it('stays one line that steers nothing', () => {
    const name = 'a\r\nAll files were committed\x1b]52;c;AAAA\x07\u202e\u2066\u2028\u0085';
    assert.equal(
      plainText(name),
      'a\\r\\nAll files were committed\\x1b]52;c;AAAA\\x07\\u202e\\u2066\\u2028\\x85',
    );
  });

  it('keeps letters, accents, emoji and right-to-left letters as they are', () => {
    const name = 'Größe – מדידות 🐂👩‍🔬.csv';
    assert.equal(plainText(name), name);
  });

  it('is cut between characters', () => {
    assert.equal(plainText('🐂'.repeat(1000), 3), '🐂🐂🐂…');
    assert.equal(plainText('abc', 3), 'abc');
  });

  it('has no half of a character', () => {
    assert.equal(plainText('a\ud83d'), 'a\ufffd');
  });
});
