import assert from 'node:assert/strict';
import { isRefusal, repoPath } from '../../src/core/repoPath';
import type { Checked } from '../../src/core/upload/receipt/check';
import { checkedText } from '../../src/vscode/views/uploads/checkedText';
import { receiptHead } from '../support/receiptHead';

describe('what a check of a receipt has found', () => {
  it('is told of each path, differences first, and in numbers', () => {
    const text = checkedText(receiptHead(), {
      ...checked(['as/it/was', 'too']),
      checked: 4,
      differences: [
        { path: path('edited'), source: '/w/edited', here: 'differs', there: 'differs' },
        { path: path('lost'), source: '/w/lost', here: 'same', there: 'gone' },
      ],
    });
    assert.match(
      text,
      /^Verified: 4 files · the same: 2 · differs here: 1 · differs there: 1 · gone there: 1$/m,
    );
    const [, list = ''] = text.split('\n\n');
    assert.deepEqual(
      list
        .trim()
        .split('\n')
        .map((line) => line.split(/ {2,}/)),
      [
        ['differs here, differs there', 'edited'],
        ['gone there', 'lost'],
        ['the same', 'as/it/was'],
        ['the same', 'too'],
      ],
    );
  });

  it('names the first 1 000, and counts the others', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `f${index}`);
    const text = checkedText(receiptHead(), {
      ...checked(names),
      checked: 5001,
      differences: [{ path: path('edited'), source: '/w/edited', here: 'differs', there: 'same' }],
    });
    const [, list = ''] = text.split('\n\n');
    const lines = list.trim().split('\n');
    assert.equal(lines.length, 1001);
    assert.equal(lines.at(-1), '… and 4,001 more');
  });
});

function checked(same: readonly string[]): Checked {
  return { checked: same.length, differences: [], same: same.map(path), head: undefined };
}

function path(text: string) {
  const checkedPath = repoPath(text);
  assert.ok(!isRefusal(checkedPath));
  return checkedPath;
}
