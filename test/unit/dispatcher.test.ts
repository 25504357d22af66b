import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server as NetServer } from 'node:net';
import { mock } from 'node:test';
import tls from 'node:tls';
import { request } from 'undici';
import { createDispatcher, type NetworkSettings } from '../../src/core/oxen/dispatcher';
import { UserError } from '../../src/core/userError';
import { SELF_SIGNED } from './selfSigned';
import { useTempFolder, writeFiles } from './tempFolder';

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
const VARIABLES = [...PROXIES, ...PROXIES.map((name) => name.toLowerCase()), 'NODE_EXTRA_CA_CERTS'];

describe('the way to a server', () => {
  const folder = useTempFolder();
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  const open: NetServer[] = [];
  const dispatchers: ReturnType<typeof createDispatcher>[] = [];

  beforeEach(() => {
    for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
  });
  afterEach(async () => {
    mock.restoreAll();
    for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
    await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.destroy()));
    for (const server of open.splice(0)) server.close();
  });

  async function listening<S extends NetServer>(server: S): Promise<S> {
    open.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  /** Leads all that it is asked for to `target`, and notes what that was. */
  async function proxyTo(target: NetServer, server: Server = createServer()) {
    const asked: string[] = [];
    server.on('connect', ({ url }, client) => {
      asked.push(url ?? '');
      const upstream = connect(portOf(target), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    const { port } = addressOf(await listening(server));
    return { asked, host: `127.0.0.1:${port}` };
  }

  function get(settings: NetworkSettings) {
    const dispatcher = createDispatcher(settings);
    dispatchers.push(dispatcher);
    return async (url: string) => (await request(url, { dispatcher })).body.text();
  }

  const here = () => listening(createServer((_request, response) => response.end('here')));
  const secure = () =>
    listening(createTlsServer(SELF_SIGNED, (_request, response) => response.end('secure')));

  it('leads through the proxy of the settings, but for hosts that are reached directly', async () => {
    const target = await here();
    const proxy = await proxyTo(target);
    const read = get({ proxy: `http://${proxy.host}`, noProxy: ['direct.example'] });

    assert.equal(await read('http://oxen.example:8080/'), 'here');
    await assert.rejects(read('http://direct.example/'));
    assert.equal(await read(`http://127.0.0.1:${portOf(target)}/`), 'here');

    assert.deepEqual(proxy.asked, ['oxen.example:8080']);
  });

  it('is direct to the hosts of NO_PROXY, unless the settings name some', async () => {
    const proxy = await proxyTo(await here());
    process.env['HTTP_PROXY'] = `http://${proxy.host}`;
    process.env['NO_PROXY'] = 'other.example, direct.example';

    await assert.rejects(get({})('http://direct.example/'));
    // As VS Code has http.noProxy where it is not set.
    await assert.rejects(get({ noProxy: [] })('http://direct.example/'));
    assert.deepEqual(proxy.asked, []);

    assert.equal(await get({ noProxy: ['set.example'] })('http://direct.example/'), 'here');
    assert.equal(await get({})('http://oxen.example/'), 'here');
    assert.deepEqual(proxy.asked, ['direct.example:80', 'oxen.example:80']);
  });

  it('is direct to all hosts when NO_PROXY is *', async () => {
    const proxy = await proxyTo(await here());
    process.env['HTTP_PROXY'] = `http://${proxy.host}`;
    process.env['NO_PROXY'] = '*';

    await assert.rejects(get({})('http://direct.example/'));
    assert.deepEqual(proxy.asked, []);
  });

  it('leads through a proxy that is named without http://', async () => {
    const proxy = await proxyTo(await here());
    const host = proxy.host.replace('127.0.0.1', 'localhost');

    assert.equal(await get({ proxy: host })('http://oxen.example/'), 'here');
    process.env['HTTP_PROXY'] = proxy.host;
    assert.equal(await get({})('http://oxen.example/'), 'here');

    assert.equal(proxy.asked.length, 2);
  });

  for (const address of ['http://', 'ftp://proxy.example', 'two words', 'http://user:1%@proxy.example']) {
    it(`is not known when the proxy is “${address}”: where that is written is told, not what`, () => {
      const told = (where: string) => (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.ok(error.message.includes(where), error.message);
        assert.match(error.advice ?? '', /http:\/\/proxy\.example:3128/);
        assert.ok(!error.message.includes(address), 'it may hold a password');
        return true;
      };
      assert.throws(() => createDispatcher({ proxy: address }), told('http.proxy'));
      process.env['HTTPS_PROXY'] = address;
      assert.throws(() => createDispatcher(), told('HTTPS_PROXY'));
    });
  }

  it('is trusted by the certificates of NODE_EXTRA_CA_CERTS, or when the settings say so', async () => {
    const url = `https://127.0.0.1:${portOf(await secure())}/`;
    await assert.rejects(get({})(url), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    assert.equal(await get({ strictSsl: false })(url), 'secure');

    await trustSelfSigned();
    assert.equal(await get({})(url), 'secure');
  });

  it('is trusted in the same way at and behind a proxy that speaks TLS itself', async () => {
    const proxy = await proxyTo(await secure(), createTlsServer(SELF_SIGNED));
    const settings = { proxy: `https://${proxy.host.replace('127.0.0.1', 'localhost')}` };
    await assert.rejects(get(settings)('https://oxen.example/'));

    await trustSelfSigned();
    assert.equal(await get(settings)('https://oxen.example/'), 'secure');
    assert.deepEqual(proxy.asked, ['oxen.example:443']);
  });

  it('is opened many times with the certificates read once', async () => {
    await trustSelfSigned();
    const url = `https://127.0.0.1:${portOf(await secure())}/`;
    const { mock: readings } = mock.method(tls, 'createSecureContext');

    const read = get({});
    await Promise.all([read(url), read(url), read(url)]);

    assert.equal(readings.callCount(), 1);
  });

  async function trustSelfSigned(): Promise<void> {
    const file = folder('extra.pem');
    await writeFiles({ [file]: SELF_SIGNED.cert });
    process.env['NODE_EXTRA_CA_CERTS'] = file;
  }
});

function addressOf(server: NetServer): AddressInfo {
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address;
}

function portOf(server: NetServer): number {
  return addressOf(server).port;
}
