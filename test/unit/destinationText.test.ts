import assert from 'node:assert/strict';
import { parseBranch } from '../../src/core/oxen/branchName';
import { destinationText } from '../../src/vscode/progress/destinationText';

const target = { repository: { namespace: 'demo', name: 'cats' }, branch: parseBranch('main') };

describe('where files go, in words,', () => {
  for (const [paths, text] of [
    [['many/item.txt'], 'many/item.txt'],
    [['many/a.txt', 'many/b.txt'], 'many/ (2 files, 3 kB)'],
    [['many/a.txt', 'many/deep/er/b.txt', 'many/deep/c.txt'], 'many/ (3 files, 3 kB)'],
    [['a/b/c/1', 'a/b/2', 'a/bc/3'], 'a/ (3 files, 3 kB)'],
    [['many/a.txt', 'manya.txt'], '/ (2 files, 3 kB)'],
    [['a.txt', 'many/b.txt'], '/ (2 files, 3 kB)'],
  ] as const) {
    it(`is ${text}`, () => {
      assert.equal(destinationText(target, { paths, bytes: 3000 }), `→ demo/cats · main: ${text}`);
    });
  }
});
