import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { scan } from '../../src/core/files/scan/scan';
import { useLooks } from './looks';
import { scanned } from './scanned';
import { useTempFolder, writeFiles } from './tempFolder';

describe('a scan', () => {
  const at = useTempFolder();
  const whenLookingAt = useLooks();

  it('names files and folders like cp -r, in the order of their names', async () => {
    await writeFiles({
      [at('notes.txt')]: 'abc',
      [at('set/b.txt')]: '',
      [at('set/a/z.txt')]: 'z',
      [at('set/a.txt')]: '',
    });

    const { names, files, skipped, failed } = await scanned([at('set'), at('notes.txt')]);

    assert.deepEqual(names, ['notes.txt', 'set/a.txt', 'set/a/z.txt', 'set/b.txt']);
    assert.deepEqual(files[0], { path: at('notes.txt'), name: 'notes.txt', size: 3 });
    assert.deepEqual([skipped, failed], [[], []]);
  });

  it('calls files and folders what it is told to', async () => {
    await writeFiles({
      [at('work/set/a.txt')]: '',
      [at('work/set/deep/b.txt')]: '',
      [at('work/deep/c.txt')]: '',
      [at('work/d.txt')]: '',
      [at('whole/e.txt')]: '',
    });
    const selection = [at('work/set'), at('work/deep/c.txt'), at('work/d.txt'), at('whole')];

    const { names } = await scanned(selection, { names: ['work/set', 'deep/c.txt', 'other/name.txt', ''] });
    assert.deepEqual(names, [
      'deep/c.txt',
      'e.txt',
      'other/name.txt',
      'work/set/a.txt',
      'work/set/deep/b.txt',
    ]);

    const renamed = await scanned([at('work/set')], { names: ['in/here'] });
    assert.deepEqual(renamed.names, ['in/here/a.txt', 'in/here/deep/b.txt']);
  });

  it('leaves out an excluded folder, whichever way leads to it', async () => {
    await writeFiles({
      [at('home/a.txt')]: '',
      [at('home/own-not/b.txt')]: '',
      [at('home/own/c.txt')]: '',
      [at('home/own/deep/d.txt')]: '',
    });
    await symlink(at('home'), at('link'));
    await symlink(at('home/own/deep'), at('home/shortcut'));
    await symlink(at('home/own/c.txt'), at('home/c'));

    for (const exclude of [[at('home/own')], [at('link/own'), at('missing')]]) {
      const all = await scanned([at('home'), at('home/own/deep')], { exclude, symlinks: 'follow' });
      assert.deepEqual(all.names, ['home/a.txt', 'home/own-not/b.txt']);
      assert.deepEqual(
        all.skipped,
        ['home/c', 'home/own', 'home/shortcut'].map((path) => [at(path), 'own-state']),
      );
      for (const path of ['home/own', 'home/own/c.txt', 'link/own', 'link/own/deep/d.txt']) {
        const { names, skipped } = await scanned([at(path)], { exclude });
        assert.deepEqual([names, skipped], [[], [[at(path), 'own-state']]]);
      }
      const linked = await scanned([at('link') + '/'], { exclude, symlinks: 'follow' });
      assert.ok(!linked.names.some((name) => name.includes('own/')), linked.names.join());
    }
    assert.equal((await scanned([at('home')])).names.length, 4, 'nothing is excluded unless told');
  });

  it('counts every file once, however the selection overlaps', async () => {
    await writeFiles({ [at('set/a.txt')]: '', [at('set/deep/b.txt')]: '' });

    const { names } = await scanned([
      at('set/deep/b.txt'),
      at('set/deep'),
      at('set'),
      at('set/a.txt'),
      at('set/a.txt'),
      at('set/deep') + '/',
      at('set', '..', 'set'),
    ]);

    assert.deepEqual(names, ['set/a.txt', 'set/deep/b.txt']);
  });

  it('names what is in a folder from there when the path ends in “/.”, hidden files too', async () => {
    await writeFiles({
      [at('set/.hidden')]: '',
      [at('set/deep/b.txt')]: '',
      [at('set/.oxenignore')]: '*.tmp',
    });
    await writeFiles({ [at('set/x.tmp')]: '' });

    const { names, skipped } = await scanned([at('set/deep/b.txt'), at('set') + '/.']);

    assert.deepEqual(names, ['.hidden', '.oxenignore', 'deep/b.txt']);
    assert.deepEqual(skipped, [[at('set/x.tmp'), 'ignored']]);
  });

  it('puts a folder and what is in it where both were asked for', async () => {
    await writeFiles({ [at('set/a.txt')]: '' });

    const { names } = await scanned([at('set') + '/.', at('set'), at('set') + '/.']);

    assert.deepEqual(names, ['a.txt', 'set/a.txt']);
  });

  it('goes where a link leads when a slash follows it; a file with a slash is not there', async () => {
    await writeFiles({ [at('real/a.txt')]: 'a' });
    await symlink('real', at('link'));

    const { names, failed } = await scanned([at('link') + '/', at('real/a.txt') + '/']);
    const inside = await scanned([at('link') + '/.', at('real/a.txt') + '/.']);

    assert.deepEqual(names, ['link/a.txt']);
    assert.deepEqual(failed, [[at('real/a.txt') + '/', 'missing']]);
    assert.deepEqual(inside.names, ['a.txt']);
    assert.deepEqual(inside.failed, [[at('real/a.txt') + '/.', 'missing']]);
  });

  it('takes folders whose names begin alike for what they are: different', async () => {
    await writeFiles({ [at('set/a.txt')]: '', [at('set-2/a.txt')]: '' });

    assert.deepEqual((await scanned([at('set'), at('set-2')])).names, ['set-2/a.txt', 'set/a.txt']);
  });

  it('never takes or mentions what Oxen and git keep for themselves', async () => {
    await writeFiles({
      [at('set/.oxen/config.toml')]: '',
      [at('set/.git/HEAD')]: '',
      [at('set/deep/.git')]: 'gitdir: elsewhere',
      [at('set/.gitignore')]: '',
      [at('set/.oxenignore')]: '',
    });

    const { names, skipped, failed } = await scanned([
      at('set'),
      at('set/.oxen'),
      at('set/.git'),
      at('set/.git/HEAD'),
      at('set/deep/.git'),
    ]);

    assert.deepEqual(names, ['set/.gitignore', 'set/.oxenignore']);
    assert.deepEqual([skipped, failed], [[], []]);
  });

  it('follows no links, selected or found, and says so', async () => {
    await writeFiles({ [at('elsewhere/a.txt')]: '', [at('set/b.txt')]: '' });
    await symlink(at('elsewhere'), at('set/to-folder'));
    await symlink(at('elsewhere/a.txt'), at('set/to-file'));
    await symlink(at('nowhere'), at('broken'));

    const { names, skipped } = await scanned([at('set'), at('broken')]);

    assert.deepEqual(names, ['set/b.txt']);
    assert.deepEqual(skipped, [
      [at('broken'), 'symlink'],
      [at('set/to-file'), 'symlink'],
      [at('set/to-folder'), 'symlink'],
    ]);
  });

  it('takes a file picked below a link, even when the folder around the link is picked too', async () => {
    await writeFiles({ [at('elsewhere/a.txt')]: '', [at('set/b.txt')]: '' });
    await symlink(at('elsewhere'), at('set/link'));

    assert.deepEqual((await scanned([at('set'), at('set/link/a.txt')])).names, ['a.txt', 'set/b.txt']);
  });

  it('skips pipes and sockets without opening them', async function () {
    if (process.platform === 'win32') this.skip();
    await mkdir(at('set'));
    execFileSync('mkfifo', [at('set/pipe')]);
    const server = createServer().listen(at('set/socket'));
    await new Promise((resolve) => server.once('listening', resolve));

    const { names, skipped } = await scanned([at('set'), '/dev/null']);
    server.close();

    assert.deepEqual(names, []);
    assert.deepEqual(skipped, [
      ['/dev/null', 'special'],
      [at('set/pipe'), 'special'],
      [at('set/socket'), 'special'],
    ]);
  });

  it('finds thousands of files in one folder', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => String(index).padStart(4, '0'));
    await mkdir(at('set'));
    await Promise.all(names.map((name) => writeFile(at('set', name), '')));

    const found = await scanned([at('set')]);

    assert.deepEqual(
      found.names,
      names.map((name) => `set/${name}`),
    );
  });

  it('stops when the user cancels, with the reason given', async () => {
    await writeFiles(
      Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [at('set', String(index)), ''])),
    );
    const controller = new AbortController();
    let looks = 0;
    whenLookingAt(/\d$/, () => {
      if (++looks === 10) controller.abort(new Error('cancelled by the user'));
    });

    const scanning = scan([at('set')], { signal: controller.signal });

    await assert.rejects(scanning, { message: 'cancelled by the user' });
    assert.ok(looks < 1000, `went on to ${looks} files`);
  });
});
