import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { namesInFolders } from '../../src/core/files/scan/namesInFolders';

describe('names in folders', () => {
  const one = folder('one', '/w/one');
  const two = folder('two', '/w/two');

  it('are the places in the folder', () => {
    assert.deepEqual(names(['/w/one/many/item.txt', '/w/one/many', '/w/one/top.txt'], [one, two]), [
      'many/item.txt',
      'many',
      'top.txt',
    ]);
  });

  it('begin in a folder that is selected itself', () => {
    assert.deepEqual(names(['/w/two'], [one, two]), ['']);
  });

  it('begin with the folder’s name when something of more than one is selected', () => {
    assert.deepEqual(names(['/w/one/a.txt', '/w/two', '/w/two/deep/b.txt'], [one, two]), [
      'one/a.txt',
      'two',
      'two/deep/b.txt',
    ]);
  });

  it('are those of the files themselves outside all folders', () => {
    assert.deepEqual(names(['/w/one-more/a.txt', '/w/one/deep/b.txt'], [one]), ['a.txt', 'deep/b.txt']);
    assert.deepEqual(names(['/x/a.txt', '/x/set'], []), ['a.txt', 'set']);
    assert.deepEqual(names(['/x/a.txt', '/w/one/a.txt', '/w/two/b.txt'], [one, two]), [
      'a.txt',
      'one/a.txt',
      'two/b.txt',
    ]);
  });

  it('are those in the innermost folder, whichever is listed first', () => {
    const inner = folder('inner', '/w/one/inner');
    for (const folders of [
      [one, inner],
      [inner, one],
    ])
      assert.deepEqual(names(['/w/one/inner/deep/a.txt'], folders), ['deep/a.txt']);
  });

  it('are found from where a link leads to, too', () => {
    const linked = { name: 'link', paths: ['/home/link', '/disk/data'] };
    assert.deepEqual(names(['/disk/data/many/a.txt'], [linked, one]), ['many/a.txt']);
    assert.deepEqual(names(['/home/link/many/a.txt'], [linked, one]), ['many/a.txt']);
  });

  it('tell folders of one name apart', () => {
    const folders = [folder('data', '/a/x/data'), folder('data', '/b/x/data'), folder('other', '/c/data')];
    assert.deepEqual(names(['/a/x/data/1.txt', '/b/x/data/2.txt', '/c/data/3.txt'], folders), [
      'a/x/data/1.txt',
      'b/x/data/2.txt',
      'other/3.txt',
    ]);
    const drives = [folder('data', 'C:\\data'), folder('data', 'd:\\data')];
    assert.deepEqual(namesInFolders(['C:\\data\\1.txt', 'd:\\data\\2.txt'], drives, win32), [
      'C/data/1.txt',
      'd/data/2.txt',
    ]);
  });

  it('begin with the folder’s own name when nothing can be called what the user called it', () => {
    assert.deepEqual(names(['/w/one/a', '/w/two/b'], [folder('../up', '/w/one'), two]), ['one/a', 'two/b']);
  });

  it('have slashes on Windows, where drives are told apart without their case', () => {
    const folders = [folder('w', 'c:\\w'), folder('share', '\\\\server\\share\\w')];
    assert.deepEqual(namesInFolders(['C:\\w\\many\\item.txt'], folders, win32), ['many/item.txt']);
    assert.deepEqual(namesInFolders(['\\\\server\\share\\w\\deep\\a.txt'], folders, win32), ['deep/a.txt']);
    assert.deepEqual(namesInFolders(['D:\\w\\a.txt'], folders, win32), ['a.txt']);
  });

  function folder(name: string, path: string) {
    return { name, paths: [path] };
  }

  function names(selection: readonly string[], folders: Parameters<typeof namesInFolders>[1]) {
    return namesInFolders(selection, folders, posix);
  }
});
