import assert from 'node:assert/strict';
import { type RunningOxenServer, startOxenServer } from '../oxen-server';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startUpload, upload } from './support/headless';
import { useProxy } from './support/proxy';
import { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';

const MiB = 1024 * 1024;
const SIZE = 9 * MiB;

const HOOKS = /\/(authorize|validate|create|action\/\w+\/push_workspace|commits\/[0-9a-f]+\/complete)$/;

for (const isHub of [true, false]) {
  describe(isHub ? 'a hub' : 'a server that is no hub', () => {
    const folder = useTempFolder();
    const proxyTo = useProxy();
    let server: RunningOxenServer;
    let repository: TestRepository;

    before(async () => {
      server = await startOxenServer({ version: '0.58.1', features: { hub: isHub } });
      server.createRepository('tests', 'things');
      repository = new TestRepository(server.origin, 'tests/things', 'a-key-that-nobody-asks-for');
    });
    after(() => server.close());

    const options = () => ({ paths: [folder('d')], env: { XDG_STATE_HOME: folder('state') } });
    const writeContent = (seed: number) =>
      writeFiles({ [folder('d/big.bin')]: seededBytes(seed, SIZE), [folder('d/a.txt')]: `small ${seed}` });

    if (!isHub) {
      it('is asked once whether it is one, and told nothing', async () => {
        const proxy = await proxyTo(server.origin);
        for (const seed of [1, 2]) {
          await writeContent(seed);
          assert.equal((await upload({ to: repository.by(proxy.origin), ...options() })).code, 0);
        }
        assert.deepEqual(
          proxy.seen.filter((call) => HOOKS.test(call)),
          ['GET /api/authorize'],
        );
      });
      return;
    }

    it('is told of the upload’s size, of each large file, and of the commit before and after', async () => {
      await writeContent(3);
      const proxy = await proxyTo(server.origin);
      const told: unknown[] = [];
      proxy.on('POST', HOOKS, async (call) => {
        const body = await call.body();
        told.push([call.path.replace(/^\/api\/repos\/tests\/things\/|[0-9a-f-]{24,}/g, ''), body.toString()]);
        call.answer(await call.forward({ body }));
      });

      const { code, done } = await upload({ to: repository.by(proxy.origin), ...options() });

      assert.equal(code, 0);
      const [size, file, started, commit, completed] = told;
      assert.deepEqual(size, ['workspaces//validate', JSON.stringify({ size: SIZE + 'small 3'.length })]);
      assert.match(String(file), /create,.*"file_name":"big\.bin","size":9437184,"dst_dir":"d"/);
      assert.deepEqual(started, ['action/started/push_workspace', '']);
      assert.deepEqual(commit, [
        'commits//complete',
        JSON.stringify({ branch: { name: 'main', commit_id: done.commit } }),
      ]);
      assert.deepEqual(completed, ['action/completed/push_workspace', '']);
      assert.equal(told.length, 5);
    });

    it('is found, and told, though the connection breaks when it is asked whether it is one', async () => {
      await writeContent(4);
      const proxy = await proxyTo(server.origin);
      const asking = proxy.hold('GET', /\/authorize$/);
      const { outcome } = startUpload({ to: repository.by(proxy.origin), ...options() });
      await asking.reached;
      asking.drop();

      assert.equal((await outcome).code, 0);
      const told = proxy.seen.filter((call) => call.startsWith('POST') && HOOKS.test(call));
      assert.equal(told.length, 5, told.join('\n'));
    });

    const words = 'Your plan has 1 GB of storage, 12 MB are left.';
    const detailed = JSON.stringify({ error: { type: 'quota_exceeded', title: 'Quota', detail: words } });
    const described = JSON.stringify({
      status: 'error',
      status_message: 'quota_exceeded',
      status_description: words,
    });
    const refusing = async (status: number, body: string) => {
      await writeContent(status);
      const proxy = await proxyTo(server.origin);
      proxy.on('POST', /\/validate$/, (call) => call.answer({ status, body }));
      return { proxy, ...(await upload({ to: repository.by(proxy.origin), ...options() })) };
    };
    for (const [status, body] of [
      [402, detailed],
      [403, described],
      [413, described],
      [422, detailed],
    ] as const) {
      it(`that refuses the size with ${status} is believed, in its words, before anything is sent`, async () => {
        const before = await repository.contents();

        const { proxy, code, told, done } = await refusing(status, body);

        assert.equal(code, 1, told);
        assert.ok(told.includes(`${proxy.origin} does not accept this upload: ${words}`), told);
        assert.match(told, /Nothing was sent/);
        assert.deepEqual([done.commit, done.bytes], [null, 0]);
        // What is there already is asked for: so much less would have to be sent.
        const sent = proxy.seen.filter(
          (call) =>
            /\/files\/|\/chunks$|\/parts\/|\/create$|\/versions/.test(call) && !call.startsWith('QUERY '),
        );
        assert.deepEqual(sent, []);
        assert.deepEqual(await repository.workspaces(), []);
        assert.deepEqual(await repository.contents(), before);
      });
    }

    for (const [what, status, body] of [
      ['a proxy’s page', 403, '<html><body>Request Entity Too Large</body></html>'],
      ['a proxy’s JSON', 413, '{"message":"too large"}'],
      ['no word', 402, ''],
      ['a route that it does not know', 404, '{"status":"error","status_message":"resource_not_found"}'],
      ['a method that it does not know', 405, ''],
      ['a fault of its own', 500, described],
    ] as const) {
      it(`is uploaded to though it answers the size with ${what}`, async () => {
        const { code, told, events } = await refusing(status, body);

        assert.equal(code, 0, told);
        const notes = events.filter(({ type }) => type === 'note').map(({ text }) => String(text));
        assert.equal(notes.length, 1, notes.join('\n'));
        assert.match(notes.join(), /^Announcing the upload to the hub failed.* Continuing without it\.$/);
      });
    }

    for (const [what, status] of [
      ['forbids', 403],
      ['does not know', 404],
      ['fails at', 500],
      ['is busy for', 429],
    ] as const) {
      it(`that ${what} what it is told gets the upload all the same, and it is noted`, async () => {
        await writeContent(status);
        await writeFiles({ [folder('d/other.bin')]: seededBytes(status + 1000, SIZE) });
        const proxy = await proxyTo(server.origin);
        const isHook = { isMeant: ({ path }: { path: string }) => !path.endsWith('/authorize') };
        proxy.on('POST', HOOKS, (call) => call.answer({ status, body: 'no' }), isHook);

        const { code, told, events } = await upload({ to: repository.by(proxy.origin), ...options() });

        assert.equal(code, 0, told);
        const notes = events.filter(({ type }) => type === 'note').map(({ text }) => String(text));
        assert.equal(notes.length, 5, notes.join('\n'));
        assert.ok(
          notes.every((text) => text.includes(String(status)) && text.includes('Continuing without')),
        );
        assert.equal(proxy.seen.filter((call) => call.endsWith('/create')).length, 1, 'not tried again');
        const there = await repository.contents();
        for (const [path, hash] of await contentsOf([folder('d')])) assert.equal(there.get(path), hash);
      });
    }
  });
}
