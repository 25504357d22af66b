import assert from 'node:assert/strict';
import { chmod, mkdir } from 'node:fs/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { type Outcome, upload } from './support/headless';
import { ANY, describeOn, EVERY } from './support/servers';
import { useInterruptions } from './support/useInterruptions';

describeOn(EVERY, 'what matches an exclude pattern', (bench) => {
  const folder = useTempFolder();

  it('is skipped, a folder once and unread: what is so by default, and what the arguments say', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/a.txt')]: 'a',
      [folder('d/lib/node_modules/b.js')]: 'b',
      [folder('d/raw/c.bin')]: 'c',
      [folder('d/deep/x.tmp')]: 'x',
    });
    await mkdir(folder('d/.venv'));
    await chmod(folder('d/.venv'), 0o000);
    const paths = [folder('d')];
    const flags = ['--exclude', '*.tmp', '--exclude', 'd/raw/**'];
    const excluded = ['d/.venv', 'd/deep/x.tmp', 'd/lib/node_modules', 'd/raw'].map((name) => folder(name));

    const dry = await upload({ to: repository, paths, flags: [...flags, '--dry-run'] });
    assert.equal(dry.code, 0, dry.told);
    assert.deepEqual(skippedIn(dry, 'plan'), excluded);

    const outcome = await upload({ to: repository, paths, flags });
    assert.equal(outcome.code, 0, outcome.told);
    assert.deepEqual(skippedIn(outcome, 'skipped'), excluded);
    assert.deepEqual([...(await repository.contents()).keys()], ['d/a.txt']);

    await chmod(folder('d/.venv'), 0o700);
    const all = await upload({ to: repository, paths, flags: ['--no-default-excludes'] });
    assert.equal(all.code, 0, all.told);
    assert.equal((await repository.contents()).size, 4);
  });
});

describeOn(ANY, 'a selection that may not be meant', (bench) => {
  const folder = useTempFolder();

  it('is told: a whole home, and the working copy of another branch', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('home/a.txt')]: 'a',
      [folder('all/copy/.oxen/HEAD')]: 'dev',
      [folder('all/copy/.oxen/config.toml')]:
        `[[remotes]]\nname = "origin"\nurl = "${repository.origin}/${repository.name}"\n`,
      [folder('all/copy/b.txt')]: 'b',
    });
    const env = { HOME: folder('home') };
    const paths = [folder('home'), folder('all')]; // the copy lies in it

    for (const flags of [['--dry-run'], []]) {
      const outcome = await upload({ to: repository, paths, flags, env });
      assert.equal(outcome.code, 0, outcome.told);
      assert.deepEqual(
        outcome.events.filter(({ type }) => type === 'concern').map(({ text }) => text),
        [
          `${folder('home')} is your home folder.`,
          `${folder('all/copy')} is a working copy of ${repository.name} · dev, not of the upload target.`,
        ],
      );
    }
    const onlyCopy = await upload({
      to: repository,
      paths: [folder('all/copy')],
      branch: 'dev',
      flags: ['--create'],
    });
    assert.equal(onlyCopy.code, 0, onlyCopy.told);
    assert.deepEqual(
      onlyCopy.events.filter(({ type }) => type === 'concern'),
      [],
    );
  });
});

describeOn(ANY, 'an interrupted upload with an exclude pattern', (bench) => {
  const at = useInterruptions(bench);

  it('goes on under the same patterns alone', async () => {
    const { folder, proxy, repository, start } = at();
    await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/x.tmp')]: 'x' });
    const held = proxy.hold('POST', /\/merge\/main$/);
    const run = start(['--exclude', '*.tmp']);
    await held.reached;
    await run.kill();
    await run.outcome.catch(() => undefined);
    proxy.forget();

    const resumed = await start(['--resume', '--exclude', '*.tmp']).outcome;
    assert.equal(resumed.code, 0, resumed.told);
    assert.ok(!resumed.events.some(({ text }) => text?.startsWith('Nothing to resume')), resumed.stdout);
    assert.equal((await repository.contents()).has('d/x.tmp'), false);
  });
});

function skippedIn({ events }: Outcome, type: 'plan' | 'skipped'): readonly (string | undefined)[] {
  return events
    .filter((event) => event.type === type && event.reason === 'excluded')
    .map(({ path }) => path)
    .sort();
}
