import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { scanned } from './scanned';
import { useTempFolder, writeFiles } from './tempFolder';

describe('a scan with an .oxenignore', () => {
  const at = useTempFolder();

  it('leaves out what it names, and reports an ignored folder once, as the folder', async () => {
    await writeFiles({
      [at('.oxenignore')]: '*.tmp\nset/cache/\n',
      [at('set/a.txt')]: '',
      [at('set/a.tmp')]: '',
      [at('set/cache/1')]: '',
      [at('set/cache/deep/2')]: '',
    });

    const { names, skipped } = await scanned([at('set'), at('set/cache/1'), at('set/cache/deep')]);

    assert.deepEqual(names, ['set/a.txt']);
    assert.deepEqual(skipped, [
      [at('set/a.tmp'), 'ignored'],
      [at('set/cache'), 'ignored'],
    ]);
  });

  it('leaves out files and folders that were picked themselves', async () => {
    await writeFiles({
      [at('.oxenignore')]: '*.tmp\ncache/\n',
      [at('a.tmp')]: '',
      [at('cache/1')]: '',
      [at('b.txt')]: '',
    });

    const { names, skipped } = await scanned([at('a.tmp'), at('cache'), at('cache/1'), at('b.txt')]);

    assert.deepEqual(names, ['b.txt']);
    assert.deepEqual(skipped, [
      [at('a.tmp'), 'ignored'],
      [at('cache'), 'ignored'],
    ]);
  });

  it('leaves out a file picked inside an ignored folder', async () => {
    await writeFiles({ [at('.oxenignore')]: 'cache/\n', [at('cache/deep/1')]: '' });

    const { names, skipped } = await scanned([at('cache/deep/1')]);

    assert.deepEqual(names, []);
    assert.deepEqual(skipped, [[at('cache/deep/1'), 'ignored']]);
  });

  it('takes nothing that an unreadable one might forbid, and says so once', async function () {
    if (process.platform !== 'linux') this.skip();
    await mkdir(at('ruled'));
    await symlink('/proc/self/mem', at('ruled/.oxenignore')); // for root too, reading its first byte is an error
    await writeFiles({ [at('ruled/a.txt')]: '', [at('ruled/b.txt')]: '', [at('free.txt')]: '' });

    const { names, failed } = await scanned([at('ruled/a.txt'), at('ruled/b.txt'), at('free.txt')]);

    assert.deepEqual(names, ['free.txt']);
    assert.deepEqual(failed, [[at('ruled/.oxenignore'), 'unreadable']]);
  });

  it('reads none below the picked folder, as Oxen reads only that of the root', async () => {
    await writeFiles({
      [at('set/.oxenignore')]: '*.tmp',
      [at('set/deep/.oxenignore')]: '*',
      [at('set/deep/a')]: '',
    });

    assert.deepEqual((await scanned([at('set')])).names, [
      'set/.oxenignore',
      'set/deep/.oxenignore',
      'set/deep/a',
    ]);
  });
});
