import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { startUpload, upload } from './support/headless';
import { useProxy } from './support/proxy';
import { CLIENT_DECIDES, describeOn } from './support/servers';
import { someoneElseCommits } from './support/someoneElse';

describeOn(CLIENT_DECIDES, 'what was decided about a conflict', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** An upload that meets a conflict over `d/edited.txt`, decides, and is killed right before it commits. */
  async function killedAfter(decision: 'skip' | 'overwrite') {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/edited.txt')]: 'before', [folder('d/same.txt')]: 'same' });
    await upload({ to: repository, paths: [folder('d')] });
    await writeFiles({ [folder('d/edited.txt')]: 'mine', [folder('d/new.txt')]: 'new' });
    const proxy = await proxyTo(bench.server().origin);
    const start = (...flags: readonly string[]) =>
      startUpload({
        to: repository.by(proxy.origin),
        paths: [folder('d')],
        flags: ['--on-conflict', decision, ...flags],
        env: { XDG_STATE_HOME: folder('state') },
      });
    const opening = proxy.hold('PUT', /\/workspaces$/);
    const merging = proxy.hold('POST', /\/merge\/main$/);
    const run = start();
    await opening.reached;
    await someoneElseCommits(repository, { path: 'd/edited.txt', text: 'theirs' });
    opening.release();
    await merging.reached;
    await run.kill();
    merging.drop();
    await run.outcome.catch(() => undefined);
    return { repository, proxy, resume: () => start('--resume').outcome };
  }

  it('holds after a crash: what is to be left to somebody else is', async () => {
    const { repository, resume } = await killedAfter('skip');

    const { code, done, told } = await resume();

    assert.equal(code, 0, told);
    assert.deepEqual([done.files.uploaded, done.files.skipped], [1, 1]);
    assert.equal(await repository.text('d/edited.txt'), 'theirs');
    assert.equal(await repository.text('d/new.txt'), 'new');
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('holds after a crash: what is to be overwritten is, and nothing is sent again', async () => {
    const { repository, proxy, resume } = await killedAfter('overwrite');
    const before = proxy.seen.length;

    const { code, done, told } = await resume();

    assert.equal(code, 0, told);
    assert.deepEqual([done.files.uploaded, done.files.skipped], [2, 0]);
    assert.equal(await repository.text('d/edited.txt'), 'mine');
    const sent = proxy.seen.slice(before).filter((call) => /^POST .*\/files\/$/.test(call));
    assert.deepEqual(sent, []);
    assert.deepEqual(await repository.workspaces(), []);
  });
});
