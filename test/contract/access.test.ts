import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import { useProxy } from './support/proxy';
import { freePort } from './support/serverProcess';
import { ANY, describeOn, EVERY, keyOf, OLD, startServer } from './support/servers';

describeOn(OLD, 'a server that asks for keys', (bench) => {
  const folder = useTempFolder();

  it('is told no key: the user is asked to connect with one', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });

    const { code, told, done } = await upload({ to: repository, paths: [folder('a.txt')], key: undefined });

    assert.equal(code, 1);
    assert.match(told, /asks for a key/);
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

describeOn(EVERY, 'a target that is not there', (bench) => {
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
    assert.ok(told.includes(`Nothing answers at ${origin}`), told);
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
    assert.ok(told.includes(`sends us on to ${elsewhere.origin}`), told);
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
      assert.match(refused.told, /would get your key over plain http/);
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
