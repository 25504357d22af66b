import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import { describeOn, EVERY } from './support/servers';

describeOn(EVERY, 'what --create would make', (bench) => {
  const folder = useTempFolder();
  const flags = ['--create'];

  const none = [
    ['a path is mistyped', ['nope'], flags],
    ['a name is refused', ['d/back\\slash', 'd/a.txt'], flags],
    ['all names are refused, and are to be skipped', ['d/back\\slash'], [...flags, '--skip-refused']],
    ['everything is ignored', ['ignored'], flags],
    [
      'no file can be read, and the others are to be committed',
      ['nope'],
      [...flags, '--on-failure', 'commit'],
    ],
  ] as const;
  for (const [when, names, with_] of none) {
    it(`is not made when ${when}`, async () => {
      const existing = await bench.repository();
      await writeFiles({
        [folder('d/a.txt')]: 'a',
        [folder('d/back\\slash')]: '',
        [folder('ignored/.oxenignore')]: '*',
      });
      await upload({ to: existing, paths: [folder('d/a.txt')] });
      const paths = names.map((name) => folder(name));
      const missing = existing.named(bench.unusedName());

      const repository = await upload({ to: missing, paths, flags: with_ });
      const branch = await upload({ to: existing, branch: 'side', paths, flags: with_ });

      assert.deepEqual([repository.done.bytes, branch.done.bytes], [0, 0]);
      assert.equal((await missing.request('GET', 'branches')).status, 404);
      assert.deepEqual(await existing.branches(), ['main']);
    });
  }

  it('is a branch also when all is there already where it begins', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const paths = [folder('a.txt')];
    await upload({ to: repository, paths });

    const { code, done } = await upload({ to: repository, paths, branch: 'side', flags });

    assert.equal(code, 0);
    assert.deepEqual([done.commit, done.files.unchanged], [null, 1]);
    assert.deepEqual(await repository.contents('side'), await contentsOf(paths));
  });

  it('is refused in the server’s own words when it takes no such name', async () => {
    const { origin, key } = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const named = (name: string) => upload({ to: { origin, key, name }, paths: [folder('a.txt')], flags });

    for (const name of ['bad name/cats', '.ox/cats']) {
      const { code, told, done } = await named(name);
      assert.equal(code, 1);
      assert.match(told, /Creating .* failed: the server answered 400: Invalid /);
      assert.equal(done.commit, null);
    }
  });
});
