import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createNetServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { NetworkError, UnreachableError } from '../../src/core/oxen/errors';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';
import { SELF_SIGNED } from './selfSigned';
import { useFailures } from './failures';

/** What only a missing root is helped by. */
const ROOTS = /NODE_EXTRA_CA_CERTS/;

describe('a connection that does not come about through a proxy', () => {
  const { deadPort, dispatchers, failure, listening, plain, raw, secure, tunnelling } = useFailures();

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
