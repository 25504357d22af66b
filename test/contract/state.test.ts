import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startUpload, upload } from './support/headless';
import { useProxy } from './support/proxy';
import { ANY, describeOn } from './support/servers';

const Manifest = v.object({ name: v.string(), publisher: v.string() });
const UNKEPT = /^This upload cannot be resumed if it is interrupted: /;

describeOn(ANY, 'where nothing can be remembered', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  beforeEach(async () => {
    await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/b.txt')]: 'b', [folder('file')]: '' });
    await symlink(folder('nowhere'), folder('link'));
  });

  const places: Readonly<Record<string, () => Record<string, string>>> = {
    'since a file is there': () => ({ XDG_STATE_HOME: folder('file') }),
    'since a link to nowhere is there': () => ({ XDG_STATE_HOME: folder('link') }),
    'since the system has its own there': () => ({ XDG_STATE_HOME: '/proc' }),
    'since the home is none': () => ({ XDG_STATE_HOME: '', HOME: folder('file') }),
  };
  for (const [why, environment] of Object.entries(places)) {
    it(`${why}, the upload is whole; it is said once, before anything is made`, async () => {
      const repository = (await bench.repository()).named(bench.unusedName());
      const paths = [folder('d')];

      const { code, events, told } = await upload({
        to: repository,
        paths,
        flags: ['--create', '--resume'],
        env: environment(),
      });

      assert.equal(code, 0, told);
      assert.deepEqual(await repository.contents(), await contentsOf(paths));
      const notes = events.flatMap(({ type, text }) => (type === 'note' && text !== undefined ? [text] : []));
      assert.equal(notes.filter((text) => UNKEPT.test(text)).length, 1, notes.join('\n'));
      assert.ok(notes.includes('Nothing to resume; starting over.'));
      assert.ok(
        events.findIndex(({ text }) => text !== undefined && UNKEPT.test(text)) <
          events.findIndex(({ type }) => type === 'planned'),
      );
    });
  }

  it('a relative place is not taken for one', async () => {
    const repository = await bench.repository();
    const env = { XDG_STATE_HOME: 'oxen-relative', HOME: folder('home') };

    const { code, told } = await upload({ to: repository, paths: [folder('d')], env });

    assert.equal(code, 0, told);
    assert.deepEqual(await readdir(folder('home/.local/state')), ['oxen-upload']);
  });

  it('an upload that is cut off promises nothing, and leaves nothing on the server', async () => {
    const repository = await bench.repository();
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', /\/files\/$/, (call) => call.answer({ status: 401, body: '{}' }));
    const env = { XDG_STATE_HOME: folder('file') };

    const { code, stdout } = await upload({ to: repository.by(proxy.origin), paths: [folder('d')], env });

    assert.equal(code, 1);
    assert.doesNotMatch(stdout, /--resume to continue/);
    assert.deepEqual(await repository.workspaces(), []);
  });
});

describeOn(ANY, 'what is remembered', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('is for its owner only, while an upload runs and after it, whatever the umask; what was there before too', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a' });
    const env = { XDG_STATE_HOME: folder('state') };
    const mask = process.umask(0);
    try {
      await mkdir(folder('state/oxen-upload/hashes'), { recursive: true });
      await writeFile(folder('state/oxen-upload/servers.json'), '{}', { mode: 0o644 });
      await writeFile(folder('state/oxen-upload/hashes/old.json.gz'), '', { mode: 0o644 });
      const proxy = await proxyTo(bench.server().origin);
      const held = proxy.hold('POST', /\/files\/$/);
      const run = startUpload({ to: repository.by(proxy.origin), paths: [folder('d')], env });
      await held.reached;
      assert.deepEqual(await openToOthers(folder('state/oxen-upload')), []);
      held.release();
      assert.equal((await run.outcome).code, 0);
    } finally {
      process.umask(mask);
    }
    assert.deepEqual(await openToOthers(folder('state/oxen-upload')), []);
  });

  it('is never uploaded, also by way of a link; of nothing else nothing is', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('home/a.txt')]: 'a' });
    await symlink(folder('home'), folder('link'));
    const env = { XDG_STATE_HOME: '', HOME: folder('link') };

    const all = await upload({ to: repository, paths: [folder('home')], env });
    const only = await upload({ to: repository, paths: [folder('home/.local/state/oxen-upload')], env });

    assert.equal(all.code, 0, all.told);
    assert.deepEqual([...(await repository.contents()).keys()], ['home/a.txt']);
    assert.deepEqual(
      all.events.filter(({ type }) => type === 'skipped').map(({ path, reason }) => [path, reason]),
      [[folder('home/.local/state/oxen-upload'), 'own-state']],
    );
    assert.equal(only.code, 1);
    assert.match(only.told, /internal state of Oxen Upload, which is never uploaded/);
  });

  it('is never uploaded, also that of the extension, wherever VS Code has it', async () => {
    const repository = await bench.repository();
    const { name, publisher } = v.parse(Manifest, JSON.parse(await readFile('package.json', 'utf8')));
    const storage = folder(`Code/User/globalStorage/${publisher}.${name}`);
    await writeFiles({ [folder('Code/a.txt')]: 'a', [`${storage}/runs/1/journal`]: 'b' });

    const all = await upload({ to: repository, paths: [folder('Code')] });
    const only = await upload({ to: repository, paths: [`${storage}/runs`] });

    assert.equal(all.code, 0, all.told);
    assert.deepEqual([...(await repository.contents()).keys()], ['Code/a.txt']);
    assert.match(only.told, /internal state of Oxen Upload, which is never uploaded/);
  });

  async function openToOthers(path: string): Promise<string[]> {
    const names = await readdir(path, { recursive: true });
    const modes = await Promise.all(
      ['', ...names].map(async (name) => {
        // What is written anew, under another name at first, may be gone by now.
        const { mode } = (await stat(`${path}/${name}`).catch(() => undefined)) ?? { mode: 0 };
        return (mode & 0o077) === 0 ? [] : [`${name} ${(mode & 0o777).toString(8)}`];
      }),
    );
    return modes.flat();
  }
});
