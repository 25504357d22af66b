import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { scan } from '../../src/core/files/scan/scan';
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

  it('takes nothing that one of more than 1 MiB might forbid, and says so', async () => {
    const MiB = 1024 * 1024;
    await writeFiles({
      [at('large/.oxenignore')]: '#'.padEnd(MiB + 1, 'x'),
      [at('large/a.txt')]: '',
      [at('just/.oxenignore')]: '*.tmp\n#'.padEnd(MiB, 'x'),
      [at('just/a.tmp')]: '',
    });

    const { files, failed } = await scan([at('just'), at('large')], { signal: new AbortController().signal });

    assert.deepEqual(
      files.map(({ name }) => name),
      ['just/.oxenignore'],
    );
    const [error] = failed;
    assert.equal(failed.length, 1);
    assert.equal(
      error?.message,
      `${at('large/.oxenignore')} is too large for an ignore file (limits: 1 MiB, 10 000 patterns, 4096 characters a pattern).`,
    );
  });

  it('with thousands of patterns lets others go on while they are tried', async () => {
    const patterns = Array.from({ length: 8000 }, (_, i) => `some-${i}/**/*.x${i}`).join('\n');
    await writeFiles({ [at('set/.oxenignore')]: patterns });
    await Promise.all(Array.from({ length: 100 }, (_, i) => writeFile(at(`set/${i}.txt`), '')));
    const begun = performance.now();
    let [last, longest, isRunning] = [begun, 0, true];
    const turn = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      if (isRunning) setImmediate(turn);
    };
    setImmediate(turn);

    const { names } = await scanned([at('set')]);
    isRunning = false;

    assert.equal(names.length, 101);
    const all = performance.now() - begun;
    assert.ok(longest < all / 4, `${Math.round(longest)} of ${Math.round(all)} ms without a turn`);
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
