import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { placeFiles } from '../../src/core/files/scan/destinations';
import { scan } from '../../src/core/files/scan/scan';
import { ROOT } from '../../src/core/repoPath';
import { useLooks } from './looks';
import { foundByAnyone } from './foundByAnyone';
import { scanned } from './scanned';
import { useTempFolder, writeFiles } from './tempFolder';

describe('a scan that meets what it cannot take', () => {
  const at = useTempFolder();
  const whenLookingAt = useLooks();

  it('goes on when there is nothing at a path', async () => {
    await writeFiles({ [at('a.txt')]: '', [at('z.txt')]: '' });

    const { names, failed } = await scanned([at('a.txt'), at('gone'), at('z.txt'), at('a.txt/below')]);

    assert.deepEqual(names, ['a.txt', 'z.txt']);
    assert.deepEqual(failed, [
      [at('a.txt/below'), 'missing'],
      [at('gone'), 'missing'],
    ]);
  });

  it('goes on when a folder vanishes before its turn', async () => {
    await writeFiles({ [at('set/a.txt')]: '', [at('set/doomed/b.txt')]: '' });

    whenLookingAt(/a\.txt$/, () => rmSync(at('set/doomed'), { recursive: true }));

    const { names, failed } = await scanned([at('set')]);

    assert.deepEqual(names, ['set/a.txt']);
    assert.deepEqual(failed, [[at('set/doomed'), 'vanished']]);
  });

  it('goes on when something cannot be looked at', async () => {
    await writeFiles({ [at('a.txt')]: '' });
    const tooLong = at('x'.repeat(300));

    const { names, failed } = await scanned([tooLong, at('a.txt')]);

    assert.deepEqual(names, ['a.txt']);
    assert.deepEqual(failed, [[tooLong, 'unreadable']]);
  });

  it('says of a file that may not be read that it cannot, before anybody reads it', async function () {
    if (process.platform === 'win32') this.skip(); // modes are of no account there
    await writeFiles({ [at('set/a.txt')]: 'a', [at('set/closed.txt')]: 'b' });
    await chmod(at('set/closed.txt'), 0);
    await chmod(at('.'), 0o755);

    assert.deepEqual(await foundByAnyone(at('set')), {
      files: ['set/a.txt'],
      failed: [`${at('set/closed.txt')} could not be read.`],
    });
  });

  it('takes what has a name that is not UTF-8 as what is refused for its name', async function () {
    if (process.platform !== 'linux') this.skip();
    await writeFiles({ [at('set/a.txt')]: '' });
    const folder = Buffer.concat([Buffer.from(at('set/dossi')), Buffer.from([0xe9])]);
    await writeFile(Buffer.concat([Buffer.from(at('set/caf')), Buffer.from([0xe9])]), '');
    await mkdir(folder);
    await writeFile(Buffer.concat([folder, Buffer.from('/b.txt')]), '');

    const { files, failed } = await scanned([at('set')]);

    const { placed, refused } = await placeFiles(files, ROOT);
    assert.deepEqual(failed, []);
    assert.deepEqual(
      placed.map(({ destination }) => destination),
      ['set/a.txt'],
    );
    assert.deepEqual(
      refused.map(({ path, reason }) => [path, reason]),
      [
        [at('set/caf\uFFFD'), 'the name is not valid Unicode'],
        [at('set/dossi\uFFFD'), 'the name is not valid Unicode'],
      ],
    );
  });

  it('says of a selected name that is not UTF-8 that it must be renamed', async function () {
    if (process.platform !== 'linux') this.skip();
    const { failed } = await scan([at('caf\uFFFD')], { signal: new AbortController().signal });
    assert.deepEqual(
      failed.map(({ message, advice }) => [message, advice]),
      [[`${at('caf\uFFFD')} has a name that is not valid UTF-8.`, 'Rename it, then upload again.']],
    );
  });
});
