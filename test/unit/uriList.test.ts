import assert from 'node:assert/strict';
import { splitUriList } from '../../src/vscode/views/drop/uriList';

describe('a list of dropped URIs', () => {
  for (const [what, text, expected] of [
    ['lines that end with CR LF', 'file:///a\r\nfile:///b\r\n', ['file:///a', 'file:///b']],
    ['lines that end with LF', 'file:///a\nfile:///b', ['file:///a', 'file:///b']],
    ['both, mixed', 'file:///a\nfile:///b\r\nfile:///c', ['file:///a', 'file:///b', 'file:///c']],
    ['comments and empty lines', '# from the desktop\r\n\r\nfile:///a\r\n', ['file:///a']],
    ['a # inside a URI', 'file:///a%23b#L3', ['file:///a%23b#L3']],
    ['nothing', '', []],
  ] as const) {
    it(`of ${what}`, () => {
      assert.deepEqual(splitUriList(text), expected);
    });
  }
});
