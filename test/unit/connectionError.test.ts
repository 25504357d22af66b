import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { connect, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import type { Dispatcher } from 'undici';
import { createDispatcher, type NetworkSettings } from '../../src/core/oxen/connection/dispatcher';
import { NetworkError, OxenError, UnreachableError } from '../../src/core/oxen/errors';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';
import { EXPIRED, NOT_YET_VALID, OF_ANOTHER_NAME, SELF_SIGNED } from './selfSigned';
import { useTempFolder, writeFiles } from './tempFolder';

const VARIABLES = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
];
/** What only a missing root is helped by. */
const ROOTS = /NODE_EXTRA_CA_CERTS/;

describe('a connection that does not come about', () => {
  const folder = useTempFolder();
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const dispatchers: Dispatcher[] = [];

  beforeEach(() => {
    for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
  });
  afterEach(async () => {
    for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
    await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.destroy()));
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  async function listening(server: Server): Promise<number> {
    servers.push(server);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    return address.port;
  }

  async function deadPort(): Promise<number> {
    const server = createNetServer();
    const port = await listening(server);
    await once(server.close(), 'close');
    return port;
  }

  const secure = (options: ServerOptions) =>
    listening(createTlsServer(options, (_request, reply) => reply.end()));
  const plain = (listener?: RequestListener) => listening(createServer(listener));
  const raw = (onSocket: (socket: Socket) => void) => listening(createNetServer(onSocket));

  /** A proxy that answers each CONNECT with this. */
  async function tunnelling(answer: string): Promise<string> {
    const server = createServer();
    server.on('connect', (_request, socket) => socket.end(answer));
    return `127.0.0.1:${await listening(server)}`;
  }

  async function trust(certificate: { readonly cert: string }): Promise<void> {
    const file = folder('extra.pem');
    await writeFiles({ [file]: certificate.cert });
    process.env['NODE_EXTRA_CA_CERTS'] = file;
  }

  /** What is told of a request there. */
  async function failure(url: string, settings: NetworkSettings = {}) {
    const dispatcher = createDispatcher(settings);
    dispatchers.push(dispatcher);
    const { signal } = new AbortController();
    try {
      await undiciTransport(dispatcher)({ method: 'GET', url, headers: {}, idleTimeoutMs: 60_000, signal });
    } catch (error) {
      assert.ok(error instanceof OxenError, String(error));
      return { error, message: error.message, advice: error.advice ?? '' };
    }
    return assert.fail('it came about');
  }

  describe('with the server', () => {
    it('is told when nothing answers there', async () => {
      const origin = `http://127.0.0.1:${await deadPort()}`;
      const { error, message } = await failure(origin);
      assert.ok(error instanceof NetworkError);
      assert.equal(message, `Can't connect to ${origin}.`);
    });

    it('is told when its name is not known', async () => {
      const { error, message } = await failure('http://nowhere.invalid:3000/');
      assert.ok(error instanceof NetworkError);
      assert.equal(message, "Can't find nowhere.invalid:3000.");
    });

    it('is told when it speaks http, and by which address it would do', async () => {
      const port = await plain();
      const { error, message, advice } = await failure(`https://127.0.0.1:${port}/`);
      assert.ok(error instanceof UnreachableError);
      assert.equal(message, `127.0.0.1:${port} seems to use plain HTTP, not HTTPS.`);
      assert.ok(advice.includes(`http://127.0.0.1:${port}`), advice);
      assert.doesNotMatch(advice, ROOTS);
    });

    it('is told when it speaks neither http nor TLS', async () => {
      const port = await raw((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'));
      const { message, advice } = await failure(`https://127.0.0.1:${port}/`);
      assert.match(message, /seems to use plain HTTP|secure connection/);
      assert.doesNotMatch(advice, ROOTS);
      const { message: plainly } = await failure(`http://127.0.0.1:${port}/`);
      assert.match(plainly, /does not speak HTTP/);
    });

    it('is told when it closes the connection during the handshake', async () => {
      const port = await raw((socket) => socket.once('data', () => socket.end()));
      const { error, message, advice } = await failure(`https://127.0.0.1:${port}/`);
      assert.ok(error instanceof NetworkError);
      assert.match(message, /closed the connection before it was encrypted/);
      assert.match(advice, /may not support HTTPS/);
    });

    for (const [what, certificate, isTrusted, words] of [
      [
        'whose certificate is of another name',
        OF_ANOTHER_NAME,
        true,
        /for a different name: other\.example\.$/,
      ],
      ['whose certificate has expired', EXPIRED, true, /has expired/],
      ['whose certificate is not valid yet', NOT_YET_VALID, true, /is not valid yet/],
      [
        'whose certificate comes from an unknown issuer',
        SELF_SIGNED,
        false,
        /cannot be trusted: its issuer is unknown/,
      ],
    ] as const) {
      it(`is told for one ${what}`, async () => {
        if (isTrusted) await trust(certificate);
        const port = await secure(certificate);
        const { error, message, advice } = await failure(`https://localhost:${port}/`);
        assert.ok(error instanceof UnreachableError, 'trying again does not help');
        assert.ok(message.startsWith(`The certificate of localhost:${port} `), message);
        assert.match(message, words);
        assert.equal(ROOTS.test(advice), !isTrusted, advice);
      });
    }

    it('is told when it offers old versions of TLS only', async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      const port = await secure({ ...SELF_SIGNED, ...old });
      const { error, message, advice } = await failure(`https://localhost:${port}/`);
      assert.ok(error instanceof UnreachableError);
      assert.match(message, /only outdated versions of TLS/);
      assert.doesNotMatch(advice, ROOTS);
    });

    it('is told when it wants a client certificate', async () => {
      await trust(SELF_SIGNED);
      const port = await secure({
        ...SELF_SIGNED,
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion: 'TLSv1.2',
      });
      const { message, advice } = await failure(`https://localhost:${port}/`);
      assert.match(message, /secure|encrypted|certificate|lost/);
      assert.doesNotMatch(advice, ROOTS);
    });

    it('says the same behind a proxy, of the server', async () => {
      await trust(OF_ANOTHER_NAME);
      const port = await secure(OF_ANOTHER_NAME);
      const proxy = createServer();
      proxy.on('connect', (_request, client) => {
        const upstream = connect(port, '127.0.0.1');
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      const { message } = await failure('https://oxen.example/', {
        proxy: `127.0.0.1:${await listening(proxy)}`,
      });
      assert.equal(message, 'The certificate of oxen.example is for a different name: other.example.');
    });
  });

  for (const [scheme, target] of [
    ['http', 'http://oxen.example:3000/'],
    ['https', 'https://oxen.example/'],
  ] as const) {
    describe(`with the proxy for ${scheme}`, () => {
      /** The setting, with a password that is told to nobody but the proxy. */
      const told = async (proxy: string, withUser = true) => {
        const seen = await failure(target, {
          proxy: proxy.replace('://', withUser ? '://me:p%40ss@' : '://'),
        });
        const all = `${seen.message} ${seen.advice} ${inspect(seen.error, { depth: 10 })}`;
        assert.doesNotMatch(all, /p@ss|p%40ss|bWU6cEBzcw/);
        return seen;
      };

      it('is told as the proxy’s when nothing answers there', async () => {
        const name = `127.0.0.1:${await deadPort()}`;
        const { error, message, advice } = await told(`http://${name}`);
        assert.ok(error instanceof NetworkError);
        assert.equal(message, `Can't connect to the proxy ${name}.`);
        assert.match(advice, /the setting http\.proxy/);
      });

      it('is told as the proxy’s when its name is not known', async () => {
        const { error, message } = await told('http://proxy.invalid:3128');
        assert.ok(error instanceof NetworkError);
        assert.equal(message, "Can't find the proxy proxy.invalid:3128.");
      });

      it('is told as the proxy’s when it wants a password, or another', async () => {
        const demand = 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n';
        const server = createServer((_request, reply) => reply.writeHead(407).end('<html>who are you?'));
        server.on('connect', (_request, socket) => socket.end(demand));
        const name = `127.0.0.1:${await listening(server)}`;

        const without = await told(`http://${name}`, false);
        const wrong = await told(`http://${name}`);

        assert.ok(without.error instanceof UnreachableError && wrong.error instanceof UnreachableError);
        assert.equal(without.message, `The proxy ${name} asks for a user name and password.`);
        assert.equal(wrong.message, `The proxy ${name} did not accept the user name and password.`);
      });

      it('is told as the proxy’s when it closes the connection', async () => {
        const port = await raw((socket) => socket.once('data', () => socket.end()));
        const { error, message } = await told(`http://127.0.0.1:${port}`);
        assert.ok(error instanceof NetworkError);
        assert.match(message, new RegExp(`^The connection to the proxy 127\\.0\\.0\\.1:${port} was lost`));
      });

      it('is told as the proxy’s when it speaks TLS, or none', async () => {
        const withTls = await secure(SELF_SIGNED);
        const { message } = await told(`http://127.0.0.1:${withTls}`);
        assert.match(
          message,
          new RegExp(`the proxy 127\\.0\\.0\\.1:${withTls} (was lost|does not speak HTTP)`),
        );

        const without = await plain();
        const { error, message: other, advice } = await told(`https://127.0.0.1:${without}`);
        assert.ok(error instanceof UnreachableError);
        assert.equal(other, `The proxy 127.0.0.1:${without} seems to use plain HTTP, not HTTPS.`);
        assert.match(advice, /Use http:\/\/ .*the setting http\.proxy/);
      });

      it('is told as the proxy’s when its certificate is not trusted', async () => {
        const port = await secure(SELF_SIGNED);
        const { message, advice } = await told(`https://127.0.0.1:${port}`);
        assert.match(
          message,
          new RegExp(`^The certificate of the proxy 127\\.0\\.0\\.1:${port} cannot be trusted`),
        );
        assert.match(advice, ROOTS);
      });
    });
  }

  for (const [status, kind] of [
    ['403 Forbidden', UnreachableError],
    ['502 Bad Gateway', NetworkError],
    ['504 Gateway Timeout', NetworkError],
  ] as const) {
    it(`is told as the proxy’s when it answers a tunnel with ${status}`, async () => {
      const proxy = await tunnelling(`HTTP/1.1 ${status}\r\n\r\n`);
      const { error, message } = await failure('https://oxen.example/', { proxy });
      assert.ok(error instanceof kind);
      assert.equal(
        message,
        `The proxy ${proxy} does not allow connections to oxen.example: it answered ${status.slice(0, 3)}.`,
      );
    });
  }

  for (const url of ['https://oxen.example/', 'http://oxen.example/']) {
    it(`ends at once when it is cancelled while the proxy says nothing: ${url}`, async () => {
      const server = createNetServer((socket) => socket.resume());
      const dispatcher = createDispatcher({ proxy: `127.0.0.1:${await listening(server)}` });
      dispatchers.push(dispatcher);
      const connected = new Promise<Socket>((resolve) => void server.once('connection', resolve));
      const stop = new AbortController();
      const { signal } = stop;
      const reply = undiciTransport(dispatcher)({
        method: 'GET',
        url,
        headers: {},
        idleTimeoutMs: 60_000,
        signal,
      });
      const socket = await connected;
      const reason = new Error('cancelled');
      stop.abort(reason);

      await assert.rejects(reply, (error) => error === reason);
      const closed = once(socket, 'close');
      await dispatcher.destroy();
      await closed;
    });
  }

  it('is told as the SOCKS proxy’s when nothing answers there', async () => {
    const name = `127.0.0.1:${await deadPort()}`;
    process.env['https_proxy'] = `socks5://${name}`;
    const { message, advice } = await failure('https://oxen.example/');
    assert.equal(message, `Can't connect to the proxy ${name}.`);
    assert.match(advice, /the variable https_proxy/);
  });
});
