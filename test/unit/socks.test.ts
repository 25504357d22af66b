import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { mock } from 'node:test';
import { inspect } from 'node:util';
import { request } from 'undici';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { NetworkError, TimeoutError, UnreachableError } from '../../src/core/oxen/errors';
import { useFailures } from './failures';
import { OF_ANOTHER_NAME, SELF_SIGNED } from './selfSigned';

const GREETED = [5, 0];
const LET_IN = [1, 0];
const CONNECTED = [5, 0, 0, 1, 127, 0, 0, 1, 0, 80];
const refused = (reply: number) => [5, reply, 0, 1, 0, 0, 0, 0, 0, 0];

describe('a SOCKS proxy', () => {
  const { dispatchers, failure, plain, raw, secure, trust } = useFailures();
  afterEach(() => {
    mock.restoreAll();
    mock.timers.reset();
  });

  /** Answers the messages of a connection one by one, then leads to the server at `port`, if there is one. */
  async function socks(answers: readonly (readonly number[])[], port?: number) {
    const asked: Buffer[] = [];
    const name = `127.0.0.1:${await raw((socket) => {
      const answer = (message: Buffer) => {
        asked.push(message);
        socket.write(Buffer.from(answers[asked.length - 1] ?? []));
        if (asked.length < answers.length || port === undefined) return;
        socket.off('data', answer);
        const server = connect(port, '127.0.0.1');
        server.on('error', () => socket.destroy());
        socket.pipe(server).pipe(socket);
      };
      socket.on('data', answer);
    })}`;
    return { name, asked };
  }

  async function get(url: string, proxy: string): Promise<number> {
    const dispatcher = createDispatcher({ proxy });
    dispatchers.push(dispatcher);
    const { statusCode, body } = await request(url, { dispatcher });
    await body.dump();
    return statusCode;
  }

  it('leads to https, with a password', async () => {
    await trust(SELF_SIGNED);
    const { name, asked } = await socks([[5, 2], LET_IN, CONNECTED], await secure(SELF_SIGNED));

    assert.equal(await get('https://oxen.example/', `socks5://me:p%40ss@${name}`), 200);

    assert.deepEqual(asked[1], Buffer.from('\x01\x02me\x04p@ss'));
    assert.deepEqual(asked[2], Buffer.from('\x05\x01\x00\x03\x0coxen.example\x01\xbb', 'latin1'));
  });

  it('leads to a server whose certificate is checked', async () => {
    await trust(OF_ANOTHER_NAME);
    const { name } = await socks([GREETED, CONNECTED], await secure(OF_ANOTHER_NAME));
    const { message } = await failure('https://oxen.example/', { proxy: `socks5://${name}` });
    assert.equal(message, 'The certificate of oxen.example is for a different name: other.example.');
  });

  for (const [host, address] of [
    ['10.0.0.7', '010a000007'],
    ['[fd00::7]', `04fd00${'00'.repeat(13)}07`],
  ] as const) {
    it(`leads to an address: ${host}`, async () => {
      const { name, asked } = await socks(
        [GREETED, CONNECTED],
        await plain((_request, reply) => reply.end()),
      );
      assert.equal(await get(`http://${host}:3000/`, `socks5://${name}`), 200);
      assert.equal(asked[1]?.toString('hex'), `050100${address}0bb8`);
    });
  }

  for (const [what, answers, words, kind] of [
    ['wants a password', [[5, 255]], /asks for a user name and password\./, UnreachableError],
    [
      'forbids the server',
      [GREETED, refused(2)],
      /did not connect to a\.example \(SOCKS reply 2\)/,
      UnreachableError,
    ],
    [
      'does not reach the server',
      [GREETED, refused(5)],
      /did not connect to a\.example \(SOCKS reply 5\)/,
      NetworkError,
    ],
    [
      'gives a reason that nobody knows',
      [GREETED, refused(91)],
      /The connection to the proxy .* was lost/,
      NetworkError,
    ],
    ['speaks something else', [[72, 84]], /The connection to the proxy .* was lost/, NetworkError],
  ] as const) {
    it(`that ${what} is told as the proxy’s`, async () => {
      const { name } = await socks(answers);
      const { error, message } = await failure('https://a.example/', { proxy: `socks5://${name}` });
      assert.match(message, words);
      assert.ok(error instanceof kind && message.includes(`proxy ${name}`));
    });
  }

  it('that does not take the password is told as that', async () => {
    const { name } = await socks([
      [5, 2],
      [1, 1],
    ]);
    const { error, message } = await failure('https://a.example/', { proxy: `socks5://me:p%40ss@${name}` });
    assert.equal(message, `The proxy ${name} did not accept the user name and password.`);
    assert.doesNotMatch(inspect(error, { depth: 10 }), /p@ss|p%40ss/);
  });

  it('cannot take a password of more than 255 bytes, which is told as that', async () => {
    const { name } = await socks([[5, 2]]);
    const { message } = await failure('https://a.example/', {
      proxy: `socks5://me:${'x'.repeat(256)}@${name}`,
    });
    assert.equal(message, `The proxy ${name} did not accept the user name and password.`);
  });

  it('that refuses, or hangs up, is told without the password', async () => {
    const hangsUp = await raw((socket) => socket.once('data', () => socket.end()));
    const { name } = await socks([[5, 2], LET_IN, refused(2)]);
    for (const place of [name, `127.0.0.1:${hangsUp}`]) {
      const { error, message } = await failure('https://a.example/', {
        proxy: `socks5://me:p%40ss@${place}`,
      });
      assert.match(message, new RegExp(`the proxy ${place}`, 'i'));
      assert.doesNotMatch(inspect(error, { depth: 10 }), /p@ss|p%40ss/);
    }
  });

  for (const [when, answers] of [
    ['nothing at all', []],
    ['nothing after its greeting', [GREETED]],
  ] as const) {
    it(`that says ${when} is told as the proxy’s, and its connection is closed`, async () => {
      mock.timers.enable({ apis: ['setTimeout'] });
      const sockets: Socket[] = [];
      const port = await raw((socket) => {
        let count = 0;
        sockets.push(socket);
        socket.on('data', () => {
          socket.write(Buffer.from(answers[count++] ?? []));
          if (count > answers.length) mock.timers.tick(60_000);
        });
      });

      const { error, message } = await failure('https://a.example/', { proxy: `socks5://127.0.0.1:${port}` });

      assert.ok(error instanceof TimeoutError);
      assert.equal(message, `The proxy 127.0.0.1:${port} did not respond.`);
      for (const socket of sockets) if (!socket.closed) await once(socket, 'close');
    });
  }

  it('that says nothing holds nothing up once its user has gone, and Node warns of nothing', async () => {
    const warnings = mock.method(process, 'emitWarning', () => undefined).mock;
    let greet: (socket: Socket) => void = () => undefined;
    const greeted = new Promise<Socket>((resolve) => (greet = resolve));
    const port = await raw((socket) => socket.once('data', () => greet(socket)));
    const dispatcher = createDispatcher({ proxy: `socks5://127.0.0.1:${port}` });
    const sent = request('https://a.example/', { dispatcher });
    const socket = await greeted;

    await Promise.all([assert.rejects(sent), once(socket, 'close'), dispatcher.destroy()]);

    assert.equal(warnings.callCount(), 0);
  });
});
