import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startUpload, upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { TestRepository } from './support/repository';
import { CLIENT_DECIDES, describeOn } from './support/servers';
import { openFiles, someoneElseCommits } from './support/someoneElse';

describeOn(CLIENT_DECIDES, 'what --create would make', (bench) => {
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

describeOn(CLIENT_DECIDES, 'a repository that --create makes', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  const flags = ['--create'];

  async function prepared() {
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const { origin, key } = bench.server();
    const repository = new TestRepository(origin, bench.unusedName(), key);
    const start = () => startUpload({ to: repository.by(proxy.origin), paths: [folder('a.txt')], flags });
    const status = async () => (await repository.request('GET', 'branches')).status;
    return { proxy, repository, start, status };
  }

  it('is made when the files were read, and what was asked before is not asked again', async () => {
    const { proxy, repository, start } = await prepared();

    const { code, done } = await start().outcome;

    assert.deepEqual([code, done.result, done.verified], [0, 'committed', true]);
    assert.deepEqual([...(await repository.contents()).keys()], ['a.txt']);
    const times = (call: string) => proxy.seen.filter((seen) => seen === call).length;
    assert.deepEqual([times('GET /api/version'), times(`GET /api/repos/${repository.name}`)], [1, 1]);
    assert.ok(proxy.seen.indexOf('GET /api/version') < proxy.seen.indexOf('POST /api/repos'));
  });

  for (const [what, method, path] of [
    ['its making', 'POST', /^\/api\/repos$/],
    ['the opening of the workspace', 'PUT', /\/workspaces$/],
    ['the look at the branches', 'GET', /\/branches/],
  ] as const) {
    it(`survives that the connection breaks at ${what}`, async () => {
      const { proxy, repository, start } = await prepared();
      proxy.on(method, path, (call) => call.reset(), { times: 1 });

      const { code, told } = await start().outcome;

      assert.equal(code, 0, told);
      assert.deepEqual([...(await repository.contents()).keys()], ['a.txt']);
    });
  }

  it('survives that the answer to its making gets lost', async () => {
    const { proxy, repository, start } = await prepared();
    const lose = async (call: ProxiedCall) => {
      await call.forward();
      call.reset();
    };
    proxy.on('POST', /^\/api\/repos$/, lose, { times: 1 });

    const { code, told } = await start().outcome;

    assert.equal(code, 0, told);
    assert.deepEqual([...(await repository.contents()).keys()], ['a.txt']);
  });

  const refuse = (call: ProxiedCall) => call.answer({ status: 400, body: '{"status":"error"}' });
  for (const [when, method, path] of [
    ['no workspace can be opened', 'PUT', /\/workspaces$/],
    ['no file is taken', 'POST', /\/files\/$/],
    ['the commit is refused', 'POST', /\/merge\/main$/],
  ] as const) {
    it(`does not stay when ${when}`, async () => {
      const { proxy, start, status } = await prepared();
      proxy.on(method, path, refuse);

      const { code, done } = await start().outcome;

      assert.deepEqual([code, done.result], [1, 'failed']);
      assert.equal(await status(), 404);
    });
  }

  it('does not stay where the connection breaks as we look whether others use it', async () => {
    const { proxy, start, status } = await prepared();
    proxy.on('POST', /\/files\/$/, refuse);
    proxy.on('GET', /\/(workspaces|history\/\w+|dir\/.*)$/, (call) => call.reset(), { times: 2 });

    const { done } = await start().outcome;

    assert.equal(done.result, 'failed');
    assert.equal(await status(), 404);
  });

  it('may stay where the server does not let us delete it, and that is said', async () => {
    const { proxy, start, status } = await prepared();
    proxy.on('POST', /\/files\/$/, refuse);
    const denied = { status: 403, body: '{"status":"error"}' };
    proxy.on('DELETE', /^\/api\/repos\/[^/]+\/[^/]+$/, (call) => call.answer(denied));

    const { code, stdout } = await start().outcome;

    assert.deepEqual([code, await status()], [1, 200]);
    assert.match(stdout, /created for this upload, may still exist, empty: .*403/);
  });

  for (const [when, method, path] of [
    ['while it is made', 'POST', /^\/api\/repos$/],
    ['while files are sent', 'POST', /\/files\/$/],
  ] as const) {
    it(`does not stay after Ctrl-C ${when}`, async () => {
      const { proxy, start, status } = await prepared();
      const held = proxy.hold(method, path);
      const run = start();
      await held.reached;
      run.interrupt();
      held.release();

      const { code, done } = await run.outcome;

      assert.deepEqual([code, done.result], [130, 'cancelled']);
      assert.equal(await status(), 404);
    });
  }

  for (const [what, begin] of [
    ['staged', (repository: TestRepository) => openFiles(repository, { 'b.txt': 'theirs' })],
    [
      'committed',
      (repository: TestRepository) => someoneElseCommits(repository, { path: 'b.txt', text: 'b' }),
    ],
  ] as const) {
    it(`stays, and it is said, when others have ${what} something there meanwhile`, async () => {
      const { proxy, repository, start, status } = await prepared();
      proxy.on('POST', /\/files\/$/, async (call) => {
        await begin(repository);
        refuse(call);
      });

      const { code, stdout } = await start().outcome;

      assert.equal(code, 1);
      assert.equal(await status(), 200);
      assert.match(stdout, /was kept: someone else has started using it/);
    });
  }

  it('stays when it was somebody else who made it at the same moment', async () => {
    const { proxy, start, status } = await prepared();
    proxy.on('POST', /^\/api\/repos$/, async (call) => {
      const body = await call.body();
      await call.forward({ body });
      call.answer(await call.forward({ body }));
    });
    proxy.on('POST', /\/files\/$/, refuse);

    const { code } = await start().outcome;

    assert.equal(code, 1);
    assert.equal(await status(), 200);
    assert.ok(
      !proxy.seen.some((call) => call.startsWith('DELETE /api/repos/') && !call.includes('/workspaces/')),
    );
  });
});
