import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { achievementsOnDisk } from './support/journals';
import type { ProxiedCall } from './support/proxiedCall';
import { seededBytes } from './support/seededTree';
import { describeOn, EVERY, type Version } from './support/servers';
import { SMALL_FILES, useInterruptions } from './support/useInterruptions';

const MiB = 1024 * 1024;

describeOn(EVERY, 'an upload that is killed, and resumed', (bench) => {
  const at = useInterruptions(bench);

  it('does not send what was staged, and makes one commit of all', async () => {
    const { repository, paths, resume, writeSmallFiles, killAfter } = at();
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);
    const [workspace] = await repository.workspaces();

    const { code, done, told } = await resume();

    assert.equal(code, 0, told);
    assert.equal(done.files.uploaded, SMALL_FILES);
    assert.ok(done.bytes < SMALL_FILES * 1000, `${done.bytes} bytes were sent`);
    assert.ok(workspace !== undefined && !(await repository.workspaces()).includes(workspace));
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
    assert.equal((await repository.history()).filter(({ author }) => author === 'Ada').length, 1);
  });

  it('sends a file that has changed since, and leaves out one that is gone, and one that was not there', async () => {
    const { folder, repository, paths, resume, writeSmallFiles, killAfter } = at();
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);
    await writeFiles({ [folder('d/0.bin')]: 'changed', [folder('d/new.bin')]: 'new' });
    await rm(folder('d/1.bin'));

    const { code, done, told } = await resume();

    assert.equal(code, 0, told);
    assert.equal(done.files.uploaded, SMALL_FILES - 1);
    await rm(folder('d/new.bin'));
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });

  it('goes on after a page that wants users to sign in came instead of an answer', async () => {
    const { folder, proxy, repository, paths, state, start, resume } = at();
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 31 * MiB) });
    const portal = async (call: ProxiedCall) => {
      await achievementsOnDisk(state.XDG_STATE_HOME, 3);
      call.answer({ status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html>Sign in' });
    };
    proxy.on('PUT', /\/chunks$/, portal, { times: 1, isMeant: isFourthChunk });

    const first = await start([], 'version-chunks').outcome;

    assert.equal(first.code, 1);
    assert.match(first.stdout, /run the same command with --resume to continue/);
    const { code, done, told } = await resume('version-chunks');
    assert.equal(code, 0, told);
    assert.equal(done.bytes, MiB);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('needs no room for what lies there already', async () => {
    const { folder, proxy, repository, paths, state, start, resume } = at();
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 31 * MiB) });
    let free = 62 * MiB;
    const tellDisk = (call: ProxiedCall) =>
      call.answer({ status: 200, body: JSON.stringify({ disk_usage: { free_gb: free / 1e9 } }) });
    const stop = (call: ProxiedCall) => call.body(); // and no answer
    await writeFiles({ [folder('state/oxen-upload/servers.json')]: slowLine(bench.version, proxy.origin) });
    proxy.on('GET', /\/api\/health$/, tellDisk);
    proxy.on('PUT', /\/chunks$/, (call) => stop(call).then(() => undefined), { isMeant: isFourthChunk });
    proxy.on('POST', /\/upload_chunk$/, (call) => stop(call).then(() => undefined), {
      isMeant: isFourthChunk,
    });
    const run = start();
    await achievementsOnDisk(state.XDG_STATE_HOME, 3);
    await run.kill();
    await run.outcome.catch(() => undefined);
    proxy.forget();
    free -= 30 * MiB;
    proxy.on('GET', /\/api\/health$/, tellDisk);

    const { code, told } = await resume();

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });

  it('begins again when its workspace is gone', async () => {
    const { repository, paths, resume, writeSmallFiles, killAfter } = at();
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);
    for (const id of await repository.workspaces()) await repository.call('DELETE', `workspaces/${id}`);

    const { code, told } = await resume();

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
    assert.deepEqual(await repository.workspaces(), []);
  });

  const engines = {
    'upload-chunk': ['POST', /\/upload_chunk$/],
    'version-chunks': ['PUT', /\/chunks$/],
  } as const;
  for (const [engine, [method, path]] of Object.entries(engines)) {
    if (engine === 'upload-chunk' && bench.version === '0.58.1') continue;
    it(`by ${engine}: sends no chunk again that was taken`, async () => {
      const { folder, killAfter, paths, repository, resume } = at();
      await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 55 * MiB) });
      await killAfter(3, method, path, engine);

      const { code, done, told } = await resume(engine);

      assert.equal(code, 0, told);
      assert.ok(done.bytes <= 35 * MiB, `${done.bytes} bytes were sent again`);
      assert.deepEqual(await repository.contents(), await contentsOf(paths));
      assert.deepEqual(await repository.workspaces(), []);
    });
  }
});

/** By whichever engine: numbers, or offsets. */
function isFourthChunk({ query }: ProxiedCall): boolean {
  return query.get('chunk_num') === '3' || query.get('offset') === String(30 * MiB);
}

/** A memory of the server that makes it take a large file in chunks which can be resumed. */
function slowLine(version: Version, origin: string): string {
  return JSON.stringify({ [origin]: { version, since: Date.now(), has: {}, speed: 1000 } });
}
