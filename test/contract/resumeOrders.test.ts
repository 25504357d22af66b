import assert from 'node:assert/strict';
import { writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import { journalsOnDisk } from './support/journals';
import type { ProxiedCall } from './support/proxiedCall';
import { CLIENT_DECIDES, describeOn } from './support/servers';
import { SMALL_FILES, useInterruptions } from './support/useInterruptions';

describeOn(CLIENT_DECIDES, 'an upload that is killed, and what comes after it', (bench) => {
  const at = useInterruptions(bench);

  it('is given up by Ctrl-C, also before it goes on', async () => {
    const { proxy, repository, state, start, writeSmallFiles, killAfter } = at();
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);
    const looking = proxy.hold('GET', /\/branches$/);
    const run = start(['--resume']);
    await looking.reached;
    run.interrupt();

    const { code } = await run.outcome;

    assert.equal(code, 130);
    assert.deepEqual(await repository.workspaces(), []);
    assert.deepEqual(await journalsOnDisk(state.XDG_STATE_HOME), []);
  });

  it('without --resume begins again, and the abandoned workspace is deleted', async () => {
    const { repository, paths, start, writeSmallFiles, killAfter } = at();
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);

    const { code, told } = await start().outcome;

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.workspaces(), []);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });

  it('without --resume begins again also where the abandoned workspace cannot be deleted', async () => {
    const { proxy, repository, paths, start, writeSmallFiles, killAfter } = at();
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);
    const refuse = (call: ProxiedCall) => call.answer({ status: 403, body: '{"status":"error"}' });
    proxy.on('DELETE', /\/workspaces\//, refuse, { times: 1 });

    const { code, told } = await start().outcome;

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
    assert.equal((await repository.workspaces()).length, 1);
  });

  it('is another upload when its paths or its place differ: --resume starts again then', async () => {
    const { folder, proxy, repository, state, resume, writeSmallFiles, killAfter } = at();
    await writeSmallFiles();
    await writeFiles({ [folder('e/other.txt')]: 'other' });
    await killAfter(2, 'POST', /\/files\/$/);

    const other = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('e')],
      flags: ['--resume'],
      env: state,
    });

    assert.equal(other.code, 0, other.told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('e')]));
    assert.equal((await resume()).code, 0);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d'), folder('e')]));
  });

  it('is another upload when other files are to be left out: --resume starts again then', async () => {
    const { folder, proxy, repository, start, resume, writeSmallFiles } = at();
    await writeSmallFiles();
    await writeFiles({ [folder('.git/HEAD')]: '', [folder('d/.gitignore')]: '1.bin\n' });
    const run = start(['--gitignore']);
    const held = proxy.hold('POST', /\/merge\/main$/);
    await held.reached;
    await run.kill();
    held.drop();
    await run.outcome.catch(() => undefined);

    const all = await resume();

    assert.equal(all.code, 0, all.told);
    assert.equal(all.done.files.uploaded, SMALL_FILES + 1);
    const others = await start(['--resume', '--gitignore']).outcome;
    assert.deepEqual([others.code, others.done.files.skipped], [0, 1]);
    assert.deepEqual(await repository.workspaces(), [], 'the first one was gone on with');
  });
});
