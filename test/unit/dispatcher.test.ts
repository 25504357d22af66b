import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as forward, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createNetServer,
  type Server as NetServer,
} from 'node:net';
import { mock } from 'node:test';
import tls from 'node:tls';
import { request } from 'undici';
import { freePort } from '../support/freePort';
import { createDispatcher, type NetworkSettings } from '../../src/core/oxen/connection/dispatcher';
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

  /**
   * Leads all that it is asked for to `target`, and notes what that was: the address of a request in absolute form,
   * the host and port of a tunnel.
   */
  async function proxyTo(target: NetServer, server: Server = createServer()) {
    const asked: string[] = [];
    const authorizations: (string | undefined)[] = [];
    server.on('request', ({ url = '', method, headers }, response) => {
      asked.push(url);
      authorizations.push(headers['proxy-authorization']);
      const { port } = addressOf(target);
      const others = { ...headers };
      delete others['proxy-authorization'];
      forward({ host: '127.0.0.1', port, method, path: new URL(url).pathname, headers: others }, (reply) => {
        response.writeHead(reply.statusCode ?? 0, reply.headers);
        reply.pipe(response);
      }).end();
    });
    server.on('connect', ({ url, headers }, client) => {
      asked.push(url ?? '');
      authorizations.push(headers['proxy-authorization']);
      const upstream = connect(portOf(target), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    const { port } = addressOf(await listening(server));
    return { asked, authorizations, host: `127.0.0.1:${port}` };
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

    assert.deepEqual(proxy.asked, ['http://oxen.example:8080/']);
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
    assert.deepEqual(proxy.asked, ['http://direct.example/', 'http://oxen.example/']);
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

  it('for http leads through a proxy that speaks TLS itself in absolute form, too', async () => {
    await trustSelfSigned();
    const proxy = await proxyTo(await here(), createTlsServer(SELF_SIGNED));

    assert.equal(await get({ proxy: `https://${proxy.host}` })('http://oxen.example/a'), 'here');

    assert.deepEqual(proxy.asked, ['http://oxen.example/a']);
  });

  it('tells the proxy its user name and password, and nobody else', async () => {
    const heard: unknown[] = [];
    const target = await listening(
      createServer(({ headers }, response) => {
        heard.push(headers['proxy-authorization'], headers.host);
        response.end();
      }),
    );
    await trustSelfSigned();
    const plain = await proxyTo(target);
    const tunnel = await proxyTo(await secure());

    await get({ proxy: `http://me:p%40ss@${plain.host}` })('http://oxen.example:3000/');
    await get({ proxy: `http://me@${plain.host}` })('http://oxen.example/');
    await get({ proxy: `http://me@${tunnel.host}` })('https://oxen.example/');

    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    assert.deepEqual(plain.authorizations, [basic('me:p@ss'), basic('me:')]);
    assert.deepEqual(tunnel.authorizations, [basic('me:')]);
    assert.deepEqual(heard, [undefined, 'oxen.example:3000', undefined, 'oxen.example']);
  });

  it('never leads through a proxy to this machine, by whatever name', async () => {
    const target = await here();
    const proxy = await proxyTo(target);
    const read = get({ proxy: `http://${proxy.host}` });

    for (const host of [
      'localhost',
      'data.localhost',
      'localhost.',
      '127.0.0.1',
      '127.1',
      '[::ffff:127.0.0.1]',
    ])
      assert.equal(await read(`http://${host}:${portOf(target)}/`), 'here');
    // Nothing listens there, and the proxy would answer.
    await assert.rejects(read(`http://127.8.9.1:${await freePort()}/`));

    assert.deepEqual(proxy.asked, []);
  });

  it('uses the proxy for http for https, too, unless https_proxy is set, be it to nothing', async () => {
    await trustSelfSigned();
    const proxy = await proxyTo(await secure());
    process.env['http_proxy'] = `http://${proxy.host}`;
    assert.equal(await get({})('https://oxen.example/'), 'secure');

    process.env['https_proxy'] = '';
    await assert.rejects(get({})('https://oxen.example/'), { code: /ENOTFOUND|EAI_AGAIN/ });
    assert.deepEqual(proxy.asked, ['oxen.example:443']);
  });

  it('leads through a SOCKS proxy, which looks the name up', async () => {
    const asked: string[] = [];
    const target = await here();
    const proxy = await listening(socksTo(target, asked));

    assert.equal(await get({ proxy: `socks5://127.0.0.1:${portOf(proxy)}` })('http://oxen.example/'), 'here');
    assert.deepEqual(asked, ['oxen.example:80']);
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

/** A SOCKS5 server without passwords (RFC 1928) that leads to `target`. */
function socksTo(target: NetServer, asked: string[]): NetServer {
  return createNetServer((client) => {
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (wish: Buffer) => {
        const end = 5 + (wish[4] ?? 0);
        asked.push(`${wish.toString('utf8', 5, end)}:${wish.readUInt16BE(end)}`);
        const upstream = connect(portOf(target), '127.0.0.1', () => {
          client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 80]));
          upstream.pipe(client).pipe(upstream);
        });
        upstream.on('error', () => client.destroy());
      });
    });
    client.on('error', () => client.destroy());
  });
}

function addressOf(server: NetServer): AddressInfo {
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address;
}

function portOf(server: NetServer): number {
  return addressOf(server).port;
}
