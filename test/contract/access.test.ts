import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { startUpload, upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { freePort } from '../support/freePort';
import { ANY, CLIENT_DECIDES, describeOn, EVERY, keyOf, OLD, startServer } from './support/servers';

describeOn(OLD, 'a server that asks for keys', (bench) => {
  const folder = useTempFolder();

  it('is told no key: the user is asked to connect with one', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });

    const { code, told, done } = await upload({ to: repository, paths: [folder('a.txt')], key: undefined });

    assert.equal(code, 1);
    assert.match(told, /requires a key/);
    assert.equal(done.commit, null);
    assert.deepEqual(await repository.history(), []);
  });

  it('is told a wrong key, which it alone hears of', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });

    const { code, told } = await upload({ to: repository, paths: [folder('a.txt')], key: 'not-a-key' });

    assert.equal(code, 1);
    assert.match(told, /did not accept the key\.: Sign in again/);
    assert.deepEqual(await repository.history(), []);
  });

  it('is told a key that another server takes', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const elsewhere = await startServer(bench, keyOf({ id: '2', name: 'Eve', email: 'eve@example.org' }));
    try {
      const works = { origin: elsewhere.origin, name: bench.unusedName(), key: elsewhere.key };
      const there = await upload({ to: works, paths: [folder('a.txt')], flags: ['--create'] });
      assert.equal(there.code, 0, there.told);

      const { code, told } = await upload({ to: repository, paths: [folder('a.txt')], key: elsewhere.key });
      assert.equal(code, 1);
      assert.match(told, /did not accept the key/);
    } finally {
      await elsewhere.close();
    }
  });

  it('learns the author from the key, when none is given', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });

    const { code } = await upload({ to: repository, paths: [folder('a.txt')], anonymous: true });

    assert.equal(code, 0);
    const [commit] = await repository.history();
    assert.deepEqual([commit?.author, commit?.email], ['Ada', 'ada@example.org']);
  });
});

describeOn(CLIENT_DECIDES, 'a target that is not there', (bench) => {
  const folder = useTempFolder();

  it('is named: the repository', async () => {
    const { origin, key } = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });

    const { code, told, done } = await upload({
      to: { origin, key, name: 'no/where' },
      paths: [folder('a.txt')],
    });

    assert.equal(code, 1);
    assert.match(told, /There is no repository no\/where/);
    assert.equal(done.commit, null);
  });

  it('is named: the branch, with those that exist', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a', [folder('b.txt')]: 'b' });
    await upload({ to: repository, paths: [folder('a.txt')] });

    const { code, told } = await upload({ to: repository, paths: [folder('b.txt')], branch: 'mian' });

    assert.equal(code, 1);
    assert.match(told, /has no branch mian\. It has main\./);
    assert.deepEqual(await repository.branches(), ['main']);
  });
});

describeOn(ANY, 'a repository without access', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  async function prepared() {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const selection = { to: repository.by(proxy.origin), paths: [folder('a.txt')] };
    return { repository, proxy, selection };
  }
  const hide = (call: ProxiedCall) => call.answer({ status: 404, body: 'not found' });
  const forbid = (call: ProxiedCall) => call.answer({ status: 403, body: '{"message":"Forbidden"}' });
  const itself = /^\/api\/repos\/[^/]+\/[^/]+$/;

  it('is told from whose key it is hidden, and who can give access', async () => {
    const { proxy, selection } = await prepared();
    proxy.on('GET', itself, hide);

    const { code, told } = await upload(selection);

    assert.equal(code, 1);
    assert.match(told, /or it is hidden from the key of Ada \(ada@example\.org\)/);
    assert.match(told, /ask its owner for access/);
  });

  it('is told that a private one needs a key', async () => {
    const { proxy, selection } = await prepared();
    proxy.on('GET', itself, hide);

    const { code, told } = await upload({ ...selection, key: undefined });

    assert.equal(code, 1);
    assert.match(
      told,
      /hidden from those without a key\..*If the repository is private, connect with your key/,
    );
  });

  it('is not made by --create when it is there, but hidden', async () => {
    const { proxy, selection } = await prepared();
    proxy.on('GET', itself, hide);

    const { code, told } = await upload({ ...selection, flags: ['--create'] });

    assert.equal(code, 1);
    assert.match(told, /already exists, but is hidden from the key of Ada.*Ask its owner for access/);
  });

  for (const [what, method, path] of [
    ['to look at it', 'GET', itself],
    ['to open a workspace', 'PUT', /\/workspaces$/],
    ['to send files', 'POST', /\/files\/$/],
  ] as const) {
    it(`is told whose key gives no right ${what}, and who can`, async () => {
      const { proxy, selection, repository } = await prepared();
      proxy.on(method, path, forbid);

      const { code, told, done } = await upload(selection);

      assert.equal(code, 1);
      assert.match(told, /answered 403.*The key of Ada \(ada@example\.org\) does not grant access to this/);
      assert.match(told, /Ask the owner of the repository for access, or connect with another key/);
      assert.equal(done.commit, null);
      assert.deepEqual(await repository.workspaces(), []);
    });
  }

  it('is not taken for an empty one when a proxy knows no branch', async () => {
    const { proxy, selection, repository } = await prepared();
    await upload({ to: repository, paths: selection.paths });
    await writeFiles({ [folder('a.txt')]: 'changed since' });
    proxy.on('GET', /\/branches\/main$/, hide);

    const { code, told } = await upload(selection);

    assert.equal(code, 1);
    assert.match(told, /This reply is not from an Oxen server: a proxy/);
  });
});

describeOn(EVERY, 'a workspace that somebody deletes', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('ends the upload, with what happened and what to do', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const sending = proxy.hold('POST', /\/files\/$/);
    const run = startUpload({ to: repository.by(proxy.origin), paths: [folder('a.txt')] });
    await sending.reached;
    for (const id of await repository.workspaces()) await repository.call('DELETE', `workspaces/${id}`);
    sending.release();

    const { code, told, done } = await run.outcome;

    assert.equal(code, 1);
    assert.match(told, /Workspace not found.*Someone deleted it on the server\. Upload again/);
    assert.equal(done.commit, null);
  });
});

describeOn(ANY, 'a way that the key must not go', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  const address = Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && !one.internal && one.family === 'IPv4')?.address;

  it('is a server where nothing answers: said at once', async () => {
    await writeFiles({ [folder('a.txt')]: 'a' });
    const origin = `http://127.0.0.1:${await freePort()}`;

    const { code, told, done } = await upload({
      to: { origin, name: 'ns/name', key: 'a-key' },
      paths: [folder('a.txt')],
    });

    assert.equal(code, 1);
    assert.ok(told.includes(`Can't connect to ${origin}`), told);
    assert.equal(done.commit, null);
  });

  it('is a redirect to another origin, which hears nothing', async () => {
    const repository = await bench.repository();
    const [proxy, elsewhere] = [await proxyTo(bench.server().origin), await proxyTo(bench.server().origin)];
    const headers = { location: `${elsewhere.origin}/somewhere` };
    proxy.on('POST', /\/files\/$/, (call) => call.answer({ status: 307, headers, body: '' }));
    await writeFiles({ [folder('a.txt')]: 'a' });

    const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('a.txt')] });

    assert.equal(code, 1);
    assert.ok(told.includes(`redirects to ${elsewhere.origin}`), told);
    assert.deepEqual(elsewhere.seen, []);
    assert.deepEqual(await repository.workspaces(), []);
  });

  // A machine that has no address but loopback cannot play another one.
  (address === undefined ? it.skip : it)(
    'is plain http to another machine, unless the user allows it',
    async () => {
      const repository = await bench.repository();
      const proxy = await proxyTo(bench.server().origin, address);
      await writeFiles({ [folder('a.txt')]: 'a' });
      const there = { to: repository.by(proxy.origin), paths: [folder('a.txt')] };

      const refused = await upload(there);
      assert.equal(refused.code, 1);
      assert.match(refused.told, /would receive your key over plain HTTP.*--allow-http/);
      assert.deepEqual(proxy.seen, []);

      assert.equal((await upload({ ...there, flags: ['--allow-http'] })).code, 0);
      assert.equal(
        (await upload({ ...there, key: undefined })).code,
        0,
        'without a key there is nothing to hear',
      );
    },
  );
});
