import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startUpload, upload } from './support/headless';
import { achievementsOnDisk, journalsOnDisk } from './support/journals';
import type { ProxiedCall } from './support/proxiedCall';
import { type Proxy, useProxy } from './support/proxy';
import type { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';
import { describeOn, EVERY, type Version } from './support/servers';
import { someoneElseCommits } from './support/someoneElse';

const MiB = 1024 * 1024;
const SMALL_FILES = 450;

describeOn(EVERY, 'an upload that is killed, and gone on with', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  let proxy: Proxy;
  let repository: TestRepository;
  let paths: readonly string[];

  beforeEach(async () => {
    repository = await bench.repository();
    proxy = await proxyTo(bench.server().origin);
    paths = [folder('d')];
  });

  const state = () => ({ XDG_STATE_HOME: folder('state') });
  const start = (flags: readonly string[] = [], engine = 'auto') =>
    startUpload({ to: repository.by(proxy.origin), paths, flags, engine, env: state() });
  const resume = async (engine = 'auto') => start(['--resume'], engine).outcome;

  async function writeSmallFiles(): Promise<void> {
    const names = Array.from({ length: SMALL_FILES }, (_, index) => folder(`d/${index}.bin`));
    await writeFiles(Object.fromEntries(names.map((path, seed) => [path, seededBytes(seed, 1000)])));
  }

  /** Lets `count` such requests pass, and kills the upload when it has noted that. */
  async function killAfter(count: number, method: string, path: RegExp, engine?: string): Promise<void> {
    let left = count;
    proxy.on(method, path, async (call) => {
      const isProbe = call.path.endsWith('/upload_chunk') && Number(call.query.get('total_size')) < MiB;
      if (isProbe || left-- > 0) await call.pass();
      else await call.body(); // and no answer
    });
    const run = start([], engine);
    await achievementsOnDisk(folder('state'), count);
    await run.kill();
    await run.outcome.catch(() => undefined);
    proxy.forget();
  }

  it('does not send what was staged, and makes one commit of all', async () => {
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

  it('sends a file that has changed since, and leaves out one that is gone', async () => {
    await writeSmallFiles();
    await killAfter(4, 'POST', /\/files\/$/);
    await writeFiles({ [folder('d/0.bin')]: 'changed', [folder('d/new.bin')]: 'new' });
    await rm(folder('d/1.bin'));

    const { code, done, told } = await resume();

    assert.equal(code, 0, told);
    assert.equal(done.files.uploaded, SMALL_FILES);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });

  it('finds the commit that was made, though its reply was lost', async () => {
    await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/b.txt')]: 'b' });
    const run = start();
    await new Promise<void>((reached) => {
      proxy.on('POST', /\/merge\/main$/, async (call) => {
        await call.forward();
        reached();
      });
    });
    await run.kill();
    await run.outcome.catch(() => undefined);
    proxy.forget();

    const { code, done, told } = await resume();

    assert.equal(code, 0, told);
    const ours = (await repository.history()).filter(({ author }) => author === 'Ada');
    assert.deepEqual([done.commit, done.bytes, done.files.uploaded], [ours[0]?.id, 0, 2]);
    assert.equal(ours.length, 1);
  });

  it('leaves alone what somebody else has committed since, unless told otherwise', async () => {
    await writeFiles({ [folder('d/a.txt')]: 'mine', [folder('d/b.txt')]: 'mine' });
    const held = proxy.hold('POST', /\/files\/$/);
    const run = start();
    await held.reached;
    await run.kill();
    await run.outcome.catch(() => undefined);
    proxy.forget();
    await someoneElseCommits(repository, { path: 'd/a.txt', text: 'theirs' });

    const failed = await resume();

    assert.equal(failed.code, 1);
    assert.match(failed.told, /Someone else has changed d\/a\.txt on this branch meanwhile/);
    assert.deepEqual([...(await repository.contents()).keys()], ['d/a.txt']);
    assert.equal(await repository.text('d/a.txt'), 'theirs');
  });

  it('leaves alone what somebody else has committed on top of its commit, whose reply was lost', async () => {
    await writeFiles({ [folder('d/a.txt')]: 'mine', [folder('d/b.txt')]: 'mine' });
    const run = start();
    await new Promise<void>((reached) => {
      proxy.on('POST', /\/merge\/main$/, async (call) => {
        await call.forward();
        reached();
      });
    });
    await run.kill();
    await run.outcome.catch(() => undefined);
    proxy.forget();
    await someoneElseCommits(repository, { path: 'd/a.txt', text: 'theirs' });

    const { told } = await resume();

    assert.match(told, /Someone else has changed d\/a\.txt on this branch meanwhile/);
    assert.equal(await repository.text('d/a.txt'), 'theirs');
    assert.equal(await repository.text('d/b.txt'), 'mine');
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('goes on after a page that wants users to sign in came instead of an answer', async () => {
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 31 * MiB) });
    const portal = async (call: ProxiedCall) => {
      await achievementsOnDisk(folder('state'), 3);
      call.answer({ status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html>Sign in' });
    };
    proxy.on('PUT', /\/chunks$/, portal, { times: 1, isMeant: isFourthChunk });

    const first = await start([], 'version-chunks').outcome;

    assert.equal(first.code, 1);
    assert.match(first.stdout, /the same command with --resume goes on from there/);
    const { code, done, told } = await resume('version-chunks');
    assert.equal(code, 0, told);
    assert.equal(done.bytes, MiB);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('needs no room for what lies there already', async () => {
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
    await achievementsOnDisk(folder('state'), 3);
    await run.kill();
    await run.outcome.catch(() => undefined);
    proxy.forget();
    free -= 30 * MiB;
    proxy.on('GET', /\/api\/health$/, tellDisk);

    const { code, told } = await resume();

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });

  it('is given up by Ctrl-C, also before it goes on', async () => {
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);
    const looking = proxy.hold('GET', /\/branches\/main$/);
    const run = start(['--resume']);
    await looking.reached;
    run.interrupt();

    const { code } = await run.outcome;

    assert.equal(code, 130);
    assert.deepEqual(await repository.workspaces(), []);
    assert.deepEqual(await journalsOnDisk(folder('state')), []);
  });

  it('begins anew when its workspace is gone', async () => {
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);
    for (const id of await repository.workspaces()) await repository.call('DELETE', `workspaces/${id}`);

    const { code, told } = await resume();

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('without --resume begins anew, and the abandoned workspace is deleted', async () => {
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);

    const { code, told } = await start().outcome;

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.workspaces(), []);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });

  it('without --resume begins anew also where the abandoned workspace cannot be deleted', async () => {
    await writeSmallFiles();
    await killAfter(2, 'POST', /\/files\/$/);
    const refuse = (call: ProxiedCall) => call.answer({ status: 403, body: '{"status":"error"}' });
    proxy.on('DELETE', /\/workspaces\//, refuse, { times: 1 });

    const { code, told } = await start().outcome;

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
    assert.equal((await repository.workspaces()).length, 1);
  });

  it('is another upload when its paths or its place differ: --resume starts anew then', async () => {
    await writeSmallFiles();
    await writeFiles({ [folder('e/other.txt')]: 'other' });
    await killAfter(2, 'POST', /\/files\/$/);

    const other = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('e')],
      flags: ['--resume'],
      env: state(),
    });

    assert.equal(other.code, 0, other.told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('e')]));
    assert.equal((await resume()).code, 0);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d'), folder('e')]));
  });

  it('is another upload when other files are to be left out: --resume starts anew then', async () => {
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

  const engines = {
    'upload-chunk': ['POST', /\/upload_chunk$/],
    'version-chunks': ['PUT', /\/chunks$/],
  } as const;
  for (const [engine, [method, path]] of Object.entries(engines)) {
    if (engine === 'upload-chunk' && bench.version === '0.58.1') continue;
    it(`by ${engine}: sends no chunk again that was taken`, async () => {
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

/** A memory of the server that makes it take a large file in chunks which can be gone on with. */
function slowLine(version: Version, origin: string): string {
  return JSON.stringify({ [origin]: { version, since: Date.now(), has: {}, speed: 1000 } });
}
