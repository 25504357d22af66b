import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { selectionOf } from '../../src/headless/selection';
import { useTempFolder, writeFiles } from './tempFolder';

describe('the paths of the command line', () => {
  const at = useTempFolder();
  const here = process.cwd();

  it('stand for what is in the folder where they end in a dot, two dots or at the root', () => {
    const inside = (folder: string) => [join(folder, '/') + '.'];
    for (const path of ['.', './', './/.', 'src/..', 'src/../'])
      assert.deepEqual(selectionOf([path]), inside(here));
    for (const path of ['..', '../', 'src/../..'])
      assert.deepEqual(selectionOf([path]), inside(dirname(here)));
    for (const path of ['src/.', './src/./']) assert.deepEqual(selectionOf([path]), inside(resolve('src')));
    for (const path of ['/', '//', '/.', '/..']) assert.deepEqual(selectionOf([path]), ['/.']);
  });

  it('stand for the file or folder of their last name otherwise, whatever the name', () => {
    for (const path of ['src', 'src/', './src', 'test/../src', `${here}/src//`])
      assert.deepEqual(selectionOf([path]), [resolve('src')]);
    for (const name of [' ', '...', '.hidden', '-x', 'back\\', '~'])
      assert.deepEqual(selectionOf([name]), [join(here, name)]);
  });

  it('go up from where a link leads, as the system does', async () => {
    await writeFiles({ [at('far/away/deep/a.txt')]: '', [at('far/away/b.txt')]: '' });
    await symlink('far/away/deep', at('link'));

    assert.deepEqual(selectionOf([at('link') + '/../b.txt']), [at('far/away/b.txt')]);
    assert.deepEqual(selectionOf([at('link') + '/..']), [at('far/away') + '/.']);
    assert.deepEqual(selectionOf([at('link') + '/.']), [at('far/away/deep') + '/.']);
    assert.deepEqual(selectionOf([at('link') + '/', at('link')]), [at('link') + '/', at('link')]);
  });

  it('go up only from folders, as cp does', async () => {
    await writeFiles({ [at('f')]: '', [at('notes')]: 'private', [at('deep/x')]: '' });

    for (const path of ['f/..', 'f/../', 'f/../.', 'f/../notes', 'f/./../notes', 'f/../deep/..'])
      assert.throws(
        () => selectionOf([`${at()}/${path}`]),
        /f\/.* leads up \(\.\.\) from what is not a folder/,
      );
    for (const path of ['missing/..', 'missing/../notes', 'deep/../missing/../notes', 'missing/./..'])
      assert.throws(() => selectionOf([at('deep'), `${at()}/${path}`]), /missing\/.* does not exist/);
  });

  it('never lead to what lies where a way up would be without the link before it', async () => {
    await writeFiles({ [at('gone/notes')]: 'private', [at('far/away/x')]: '' });
    await symlink('far/away', at('link'));

    for (const end of ['/notes', '', '/', '/.'])
      assert.match(selectionOf([`${at('link')}/../gone${end}`])[0] ?? '', /far\/gone(\/notes|\/\.|\/)?$/);
  });

  it('that lead nowhere are left for the scan to tell', async () => {
    await writeFiles({ [at('a.txt')]: '' });

    assert.deepEqual(selectionOf([at('gone') + '/.', at('gone') + '/']), [at('gone') + '/.', at('gone')]);
    assert.deepEqual(selectionOf([at('a.txt') + '/', at('a.txt') + '/.']), [
      at('a.txt') + '/',
      at('a.txt') + '/.',
    ]);
  });
});
