import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { describeOn, NEW } from './support/servers';

const PORTAL = '<!DOCTYPE html><html><body>Welcome to Hotel Wi-Fi. Please sign in.</body></html>';
const portal = (call: ProxiedCall) =>
  call.answer({ status: 200, headers: { 'content-type': 'text/html' }, body: PORTAL });
const answers = (status: number, body: string, headers = {}) => {
  return (call: ProxiedCall) => call.answer({ status, headers, body });
};

describeOn(NEW, 'an answer', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** One file by way of a proxy. */
  async function oneFile() {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const send = () => upload({ to: repository.by(proxy.origin), paths: [folder('a.txt')] });
    return { repository, proxy, send };
  }

  it('of a captive portal is named as one, at the first contact', async () => {
    const { proxy, send, repository } = await oneFile();
    proxy.on('GET', /./, portal);

    const { code, told, done } = await send();

    assert.equal(code, 1);
    assert.match(told, /the reply is a web page.*require you to sign in/);
    assert.equal(done.commit, null);
    assert.deepEqual(await repository.history(), []);
  });

  it('of a captive portal in the middle of a run fails it, and nothing is committed', async () => {
    const { proxy, send, repository } = await oneFile();
    proxy.on('POST', /\/files\/$/, portal);

    const { code, told } = await send();

    assert.equal(code, 1);
    assert.match(told, /the reply is a web page/);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('that is no JSON is quoted', async () => {
    const { proxy, send } = await oneFile();
    proxy.on('GET', /\/branches$/, answers(200, 'all fine here'));

    const { code, told } = await send();

    assert.equal(code, 1);
    assert.match(told, /it is not JSON\): all fine here/);
  });

  it('that is JSON of another program is told from one of Oxen', async () => {
    const { proxy, send } = await oneFile();
    proxy.on('GET', /^\/api\/version$/, answers(200, '{"version":"3.2"}'));

    const { code, told } = await send();

    assert.equal(code, 1);
    assert.match(told, /unexpected reply.*address is that of an Oxen server/);
  });

  it('that is a failure is told with the id of its request, which the server has too', async () => {
    const { proxy, send } = await oneFile();
    let requestId: string | undefined;
    proxy.on('POST', /\/files\/$/, (call) => {
      requestId = call.header('x-oxen-request-id');
      call.answer({ status: 400, body: '{"status":"error","status_message":"bad_request"}' });
    });

    const { events } = await send();

    assert.match(requestId ?? '', /^[\w-]{36}$/);
    assert.equal(events.find(({ type }) => type === 'failed')?.requestId, requestId);
  });

  it('426 requires a newer client', async () => {
    const { proxy, send } = await oneFile();
    // The server's own words: so it answers clients that call themselves after Oxen without a version.
    proxy.on('GET', /\/branches$/, async (call) => {
      call.answer(await call.forward({ headers: { 'user-agent': 'vscode-oxen/0.1.0' } }));
    });

    const { code, told } = await send();

    assert.equal(code, 1);
    assert.match(told, /answered 426.*requires a newer client/);
  });

  it('413 and 403 say who can help', async () => {
    const { proxy, send, repository } = await oneFile();
    proxy.on('POST', /\/files\/$/, answers(413, 'Request Entity Too Large'), { times: 1 });
    proxy.on('POST', /\/files\/$/, answers(403, 'Forbidden'), { times: 1 });

    const [large, forbidden] = [await send(), await send()];

    assert.deepEqual([large.code, forbidden.code], [1, 1]);
    assert.match(large.told, /A proxy in front of the server limits the size of requests/);
    assert.match(forbidden.told, /Ask the owner of the repository for access/);
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('of an overloaded server is waited out', async () => {
    const { proxy, send, repository } = await oneFile();
    proxy.on('POST', /\/files\/$/, answers(503, 'later'), { times: 1 });
    proxy.on('POST', /\/files\/$/, answers(429, '{}', { 'retry-after': '0' }), { times: 1 });

    const { code, events } = await send();

    assert.equal(code, 0);
    assert.equal(events.filter(({ type }) => type === 'waiting').length, 2);
    assert.equal(await repository.text('a.txt'), 'a');
  });

  it('that echoes the key does not get it printed', async () => {
    const { proxy, send, repository } = await oneFile();
    proxy.on('GET', /\/branches$/, answers(400, `bad header: Bearer ${repository.key}`));

    // The driver looks for the key in all that is printed.
    const { code, told } = await send();

    assert.equal(code, 1);
    assert.match(told, /bad header/);
  });
});
