import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startUpload, upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { ANY, BOTH_ENDS, describeOn } from './support/servers';

const MiB = 1024 * 1024;

describeOn(BOTH_ENDS, 'Ctrl-C', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  for (const [when, method, path, after] of [
    ['while the branch is looked at', 'GET', /\/branches$/, /^/],
    ['while files are sent', 'POST', /\/files\/$/, /^/],
    ['right before the commit', 'GET', /\/branches\/main$/, /^PUT .*\/workspaces$/],
  ] as const) {
    it(`${when}: nothing is committed, the workspace is gone, and the run says so`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/b.txt')]: 'b' });
      const proxy = await proxyTo(bench.server().origin);
      const held = proxy.hold(method, path, () => proxy.seen.some((one) => after.test(one)));
      const run = startUpload({ to: repository.by(proxy.origin), paths: [folder('d')] });
      await held.reached;
      run.interrupt();

      const { code, done } = await run.outcome;

      assert.equal(code, 130);
      assert.deepEqual([done.commit, done.files.uploaded], [null, 0]);
      assert.ok((await repository.history()).length <= 1, 'only the first, empty one of the repository');
      assert.deepEqual(await repository.workspaces(), []);
    });
  }

  it('while the answer to the opening of the workspace is on its way: the workspace is gone', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const run = startUpload({ to: repository.by(proxy.origin), paths: [folder('d')] });
    proxy.on('PUT', /\/workspaces$/, async (call) => {
      await call.forward();
      run.interrupt();
    });

    const { code } = await run.outcome;

    assert.equal(code, 130);
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('while the server commits: the commit that was made is told', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const run = startUpload({ to: repository.by(proxy.origin), paths: [folder('d')] });
    proxy.on('POST', /\/merge\/main$/, async (call) => {
      run.interrupt();
      call.answer(await call.forward());
    });

    const { code, done } = await run.outcome;

    assert.equal(code, 130);
    const [commit] = await repository.history();
    assert.equal(commit?.author, 'Ada');
    assert.deepEqual([done.commit, done.files.uploaded], [commit.id, 1]);
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('while the merge is on its way, and gets lost: nothing is committed, and it is not tried again', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const run = startUpload({ to: repository.by(proxy.origin), paths: [folder('d')] });
    const held = proxy.hold('POST', /\/merge\/main$/);
    await held.reached;
    run.interrupt();
    held.drop();

    const { code, done } = await run.outcome;

    assert.equal(code, 130);
    assert.deepEqual([done.commit, done.files.uploaded], [null, 0]);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);
  });
});

describeOn(ANY, 'a reader that has enough', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('ends the upload as Ctrl-C does: nothing is committed, the workspace is gone, and no trace is printed', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const env = { XDG_STATE_HOME: folder('state') };
    const run = startUpload({ to: repository.by(proxy.origin), paths: [folder('d')], env });
    proxy.on('POST', /\/files\/$/, (call) => {
      run.hangUp();
      call.answer({ status: 503, body: '' }); // told as a reason to wait, to nobody
    });

    const { code, stderr } = await run.outcome;

    assert.equal(code, 130);
    assert.equal(stderr, '');
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);
    assert.deepEqual(await readdir(folder('state/oxen-upload/runs')), []);
  });
});

describeOn(BOTH_ENDS, 'Ctrl-C in a large file', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  const engines = {
    // Not the pack of the small file.
    'upload-chunk': ['POST', /\/upload_chunk$/, ({ query }) => Number(query.get('total_size')) > MiB],
    'version-chunks': ['PUT', /\/chunks$/, () => true],
    'version-uploads': ['PUT', /\/parts\/\d+$/, () => true],
  } satisfies Record<string, readonly [string, RegExp, (call: ProxiedCall) => boolean]>;

  for (const [engine, [method, path, isMeant]] of Object.entries(engines)) {
    if (engine === 'version-uploads' && bench.version !== '0.65.2') continue;
    it(`by ${engine} ends at once, and what the server has of the other files is not sent again`, async () => {
      const repository = await bench.repository();
      await writeFiles({
        [folder('d/big.bin')]: seededBytes(1, 25 * MiB),
        [folder('d/small.bin')]: seededBytes(2, 5000),
      });
      const proxy = await proxyTo(bench.server().origin);
      const held = proxy.hold(method, path, isMeant);
      const small = new Promise<void>((resolve) => {
        const send = async (call: ProxiedCall) => {
          await call.pass();
          resolve();
        };
        // Nor one that only tries the server.
        const isSmall = ({ length }: ProxiedCall) => length > 5000 && length < MiB;
        proxy.on('POST', /\/(files\/|upload_chunk)$/, send, { isMeant: isSmall });
      });
      const run = startUpload({ to: repository.by(proxy.origin), paths: [folder('d')], engine });
      await held.reached;
      await small; // they travel at the same time
      run.interrupt();

      const { code, done } = await run.outcome;

      assert.equal(code, 130);
      assert.equal(done.commit, null);
      assert.ok(done.bytes < 25 * MiB);
      assert.deepEqual(await repository.contents(), new Map());
      assert.deepEqual(await repository.workspaces(), []);

      const again = await upload({ to: repository, paths: [folder('d')], engine });
      assert.equal(again.code, 0, again.told);
      assert.equal(again.done.bytes, 25 * MiB);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    });
  }
});
