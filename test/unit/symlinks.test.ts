import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { relative } from 'node:path';
import { hashFile } from '../../src/core/files/hashing/hash';
import { scan } from '../../src/core/files/scan/scan';
import { useTempFolder, writeFiles } from './tempFolder';

describe('a scan that follows symbolic links', () => {
  const at = useTempFolder();
  const { signal } = new AbortController();

  /** Names and where their content lies, below the temporary folder; what was skipped, with the reason. */
  async function followed(...selection: readonly string[]) {
    const { files, skipped, failed } = await scan(selection, { signal, symlinks: 'follow' });
    assert.deepEqual(failed, []);
    const here = (path: string) => relative(at(), path);
    return {
      files: Object.fromEntries(files.map(({ name, path }) => [name, here(path)])),
      skipped: Object.fromEntries(skipped.map(({ path, reason }) => [here(path), reason])),
    };
  }

  it('takes files and folders inside the selected folder under the names of the links', async () => {
    await writeFiles({ [at('set/a.txt')]: 'abc', [at('set/deep/b.txt')]: '' });
    await symlink('a.txt', at('set/link.txt'));
    await symlink(at('set/link.txt'), at('set/link-to-link.txt'));
    await symlink('deep', at('set/folder-link'));

    const { files, skipped } = await followed(at('set'));

    assert.deepEqual(files, {
      'set/a.txt': 'set/a.txt',
      'set/deep/b.txt': 'set/deep/b.txt',
      'set/folder-link/b.txt': 'set/deep/b.txt',
      'set/link-to-link.txt': 'set/a.txt',
      'set/link.txt': 'set/a.txt',
    });
    assert.deepEqual(skipped, {});
  });

  it('can read what it takes', async () => {
    await writeFiles({ [at('set/a.txt')]: 'abc' });
    await symlink('a.txt', at('set/link.txt'));

    const { files } = await scan([at('set/link.txt')], { signal, symlinks: 'follow' });

    const [file] = files;
    assert.deepEqual([file?.name, file?.size], ['link.txt', 3]);
    assert.equal((await hashFile(file?.path ?? '', { signal })).size, 3);
  });

  it('skips what leads out of the selected folder, to the book-keeping in it, or nowhere', async () => {
    await writeFiles({ [at('secret/key')]: '', [at('set/.git/config')]: '', [at('set-2/a')]: '' });
    for (const [name, target] of Object.entries({
      'to-file': at('secret/key'),
      'to-folder': '../secret',
      'to-alike': '../set-2',
      'to-git': '.git/config',
      nowhere: 'nothing',
      'below-a-file': at('secret/key/below'),
      itself: 'itself',
    }))
      await symlink(target, at('set', name));

    const { files, skipped } = await followed(at('set'));

    assert.deepEqual(files, {});
    assert.deepEqual(skipped, {
      'set/below-a-file': 'symlink-dangling',
      'set/itself': 'symlink-loop',
      'set/nowhere': 'symlink-dangling',
      'set/to-alike': 'symlink-outside',
      'set/to-file': 'symlink-outside',
      'set/to-folder': 'symlink-outside',
      'set/to-git': 'symlink-outside',
    });
  });

  it('skips links that lead out by way of a followed folder', async () => {
    await writeFiles({ [at('secret/key')]: '', [at('set/deep/b.txt')]: '' });
    await symlink('deep', at('set/link'));
    await symlink('../../secret/key', at('set/deep/key'));

    const { files, skipped } = await followed(at('set'));

    assert.deepEqual(Object.keys(files), ['set/deep/b.txt', 'set/link/b.txt']);
    assert.deepEqual(skipped, { 'set/deep/key': 'symlink-outside', 'set/link/key': 'symlink-outside' });
  });

  it('comes to an end whatever circle the links make', async () => {
    await writeFiles({ [at('set/a/1')]: '', [at('set/b/2')]: '' });
    await symlink('.', at('set/self'));
    await symlink('..', at('set/a/up'));
    await symlink('../b', at('set/a/to-b'));
    await symlink('../a', at('set/b/to-a'));

    const { files, skipped } = await followed(at('set'));

    assert.deepEqual(Object.keys(files), ['set/a/1', 'set/a/to-b/2', 'set/b/2', 'set/b/to-a/1']);
    assert.deepEqual(skipped, {
      'set/a/to-b/to-a': 'symlink-loop',
      'set/a/up': 'symlink-loop',
      'set/b/to-a/to-b': 'symlink-loop',
      'set/b/to-a/up': 'symlink-loop',
      'set/self': 'symlink-loop',
    });
  });

  it('follows a selected link to what lies in the folder around it', async () => {
    await writeFiles({ [at('set/deep/b.txt')]: '', [at('secret/key')]: '' });
    await symlink('deep', at('set/near'));
    await symlink(at('secret'), at('set/far'));

    const { files, skipped } = await followed(at('set/near'), at('set/far'));

    assert.deepEqual(files, { 'near/b.txt': 'set/deep/b.txt' });
    assert.deepEqual(skipped, { 'set/far': 'symlink-outside' });
  });

  it('is not led astray by a link above the selected folder', async () => {
    await writeFiles({ [at('real/set/a.txt')]: '' });
    await symlink('a.txt', at('real/set/link.txt'));
    await symlink('real', at('mount'));

    const { files } = await followed(at('mount/set'));

    assert.deepEqual(files, {
      'set/a.txt': 'mount/set/a.txt',
      'set/link.txt': 'mount/set/a.txt',
    });
  });

  it('leaves out what is ignored under the name of the link', async () => {
    await writeFiles({ [at('set/.oxenignore')]: '/link.txt\nfolders/\n', [at('set/deep/a.txt')]: '' });
    await symlink('deep/a.txt', at('set/link.txt'));
    await symlink('deep', at('set/folders'));

    const { files, skipped } = await followed(at('set'));

    assert.deepEqual(Object.keys(files), ['set/.oxenignore', 'set/deep/a.txt']);
    assert.deepEqual(skipped, { 'set/folders': 'ignored', 'set/link.txt': 'ignored' });
  });
});
