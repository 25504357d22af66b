import assert from 'node:assert/strict';
import { placeText } from '../../src/vscode/uploads/review/placeText';

describe('where files go, in words,', () => {
  for (const [paths, text] of [
    [['many/item.txt'], 'many/item.txt'],
    [['many/a.txt', 'many/b.txt'], 'many/'],
    [['many/a.txt', 'many/deep/c.txt', 'many/deep/er/b.txt'], 'many/'],
    [['a/b/2', 'a/b/c/1', 'a/bc/3'], 'a/'],
    [['many/a.txt', 'manya.txt'], '/'],
    [['a.txt', 'many/b.txt'], '/'],
  ] as const) {
    it(`is ${text} for ${paths.join(', ')}`, () => {
      const files = paths.map((path) => ({ path }));
      assert.equal(placeText(files), text);
    });
  }
});
