import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { relativeName } from '../../src/core/files/scan/relativeName';
import { isRefusal, repoPath } from '../../src/core/repoPath';

describe('the name of a file below a folder', () => {
  for (const [folder, file, name] of [
    ['C:\\data', 'C:\\data\\a\\b.txt', 'a/b.txt'],
    ['C:\\', 'C:\\a\\b.txt', 'a/b.txt'],
    ['\\\\server\\share', '\\\\server\\share\\a\\b.txt', 'a/b.txt'],
    ['C:\\data', 'c:\\DATA\\a.txt', 'a.txt'],
    ['C:\\data', 'C:\\data-2\\a.txt', '../data-2/a.txt'],
  ] as const) {
    it(`has slashes on Windows: ${file}`, () => assert.equal(relativeName(folder, file, win32), name));
  }

  it('on another drive of Windows is refused', () => {
    const checked = repoPath(relativeName('C:\\data', 'D:\\a.txt', win32));
    assert.ok(isRefusal(checked) && checked.reason === 'the path is absolute');
  });

  it('keeps a backslash elsewhere, where it is part of a name; the plan refuses it', () => {
    const name = relativeName('/data', '/data/a\\b/c.txt', posix);
    assert.equal(name, 'a\\b/c.txt');
    assert.ok(isRefusal(repoPath(name)));
  });
});
