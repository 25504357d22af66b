import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { BOTH_ENDS, describeOn } from './support/servers';

const QUERY = /\/versions$/;
const METADATA = /\/versions\/[0-9a-f]+\/metadata$/;

const answers =
  (status: number, body = '', headers = {}) =>
  (call: ProxiedCall) =>
    call.answer({ status, headers, body });

/** What proxies do with it. */
const HANDLED = [
  ['answers 405', answers(405)],
  ['answers 501', answers(501, 'Not Implemented')],
  ['forbids it', answers(403, '<html>403 Forbidden</html>')],
  ['takes it for a bad request', answers(400, '<html>400 Bad Request</html>')],
  ['knows no such address', answers(404, 'no such page')],
  ['cuts the connection', (call: ProxiedCall) => call.drop()],
  ['has no gateway for it', answers(502, 'Bad Gateway')],
  ['takes it for GET', answers(200, '<html>Welcome</html>')],
] as const;

describeOn(BOTH_ENDS, 'a proxy that does not know the method QUERY', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** A repository that keeps one of three contents already, at another path, and a proxy to it. */
  async function prepared() {
    const repository = await bench.repository();
    await writeFiles({ [folder('before.txt')]: 'kept' });
    assert.equal((await upload({ to: repository, paths: [folder('before.txt')] })).code, 0);
    await writeFiles({
      [folder('d/kept.txt')]: 'kept',
      [folder('d/one.txt')]: 'new: one',
      [folder('d/two.txt')]: 'new: two',
    });
    const proxy = await proxyTo(bench.server().origin);
    return {
      repository,
      proxy,
      send: () => upload({ to: repository.by(proxy.origin), paths: [folder('d')] }),
    };
  }

  // What a real server is asked instead is the same for all of them.
  for (const [how, handle] of bench.kind === 'small' ? HANDLED : HANDLED.slice(0, 1)) {
    it(`and ${how}: what the server has is found out one by one, and not sent`, async () => {
      const { repository, proxy, send } = await prepared();
      proxy.on('QUERY', QUERY, handle);

      const { code, told, done } = await send();

      assert.equal(code, 0, told);
      assert.equal(done.bytes, 'new: one'.length * 2);
      assert.ok(proxy.seen.filter((call) => METADATA.test(call)).length >= 3, proxy.seen.join('\n'));
      const there = await repository.contents();
      for (const [path, hash] of await contentsOf([folder('d')])) assert.equal(there.get(path), hash);
    });
  }

  it('is not assumed for one broken connection', async () => {
    const { proxy, send } = await prepared();
    proxy.on('QUERY', QUERY, (call) => call.drop(), { times: 1 });

    assert.equal((await send()).code, 0);

    // The broken one, the same again, and that for what has arrived.
    assert.equal(proxy.seen.filter((call) => call.startsWith('QUERY')).length, 3);
    assert.equal(proxy.seen.filter((call) => METADATA.test(call)).length, 1, 'to see whether the line is up');
  });

  it('is not assumed when it is Oxen that forbids', async () => {
    const { proxy, send, repository } = await prepared();
    const headers = { 'oxen-version': bench.version };
    proxy.on('QUERY', QUERY, answers(403, 'forbidden', headers));

    const { code, told } = await send();

    assert.equal(code, 1);
    assert.match(told, /answered 403: forbidden/);
    assert.deepEqual(await repository.workspaces(), []);
  });
});
