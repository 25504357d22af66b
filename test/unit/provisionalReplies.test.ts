import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { OxenError } from '../../src/core/oxen/errors';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n';

describe('a provisional reply that nobody asked for', () => {
  const dispatcher = createDispatcher();
  let server: Server;
  let connections = 0;
  let answer: (socket: Socket) => void;

  before(async () => {
    server = createServer((socket) => {
      connections++;
      socket.on('error', () => undefined);
      socket.on('data', () => answer(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    await dispatcher.destroy();
    server.close();
  });

  function origin(): string {
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    return `http://127.0.0.1:${address.port}`;
  }

  async function get(url = `${origin()}/`, by = dispatcher): Promise<string> {
    const { signal } = new AbortController();
    const reply = await undiciTransport(by)({
      method: 'GET',
      url,
      headers: {},
      idleTimeoutMs: 5000,
      signal,
    });
    return text(reply.body);
  }

  const reply = (body: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

  for (const [what, before] of [
    ['100', CONTINUE],
    ['100, twice', CONTINUE + CONTINUE],
    ['103', HINTS],
    ['both', CONTINUE + HINTS],
    ['both, the other way around', HINTS + CONTINUE],
    ['100, three hundred times', CONTINUE.repeat(300)],
    ['100 of HTTP/1.0 with a header', 'HTTP/1.0 100 Go on\r\nx: y\r\n\r\n'],
  ] as const) {
    it(`is passed over, and the connection used again: ${what}`, async () => {
      answer = (socket) => socket.write(before + reply(what));
      const used = connections;
      for (let times = 0; times < 5; times++) assert.equal(await get(), what);
      assert.ok(connections <= used + 2, `${connections - used} connections for 5 requests`);
    });
  }

  it('is passed over when a proxy sends it', async () => {
    answer = (socket) => socket.write(CONTINUE + reply('by proxy'));
    const throughProxy = createDispatcher({ proxy: origin() });
    try {
      assert.equal(await get('http://oxen.example/', throughProxy), 'by proxy');
    } finally {
      await throughProxy.destroy();
    }
  });

  it('is looked for on a connection that the server ends, and on the next one', async () => {
    let closed: Promise<unknown> | undefined;
    answer = (socket) => {
      closed = once(socket, 'close');
      socket.write(reply('first'), () => setImmediate(() => socket.end()));
    };
    assert.equal(await get(), 'first');
    await closed;

    answer = (socket) => socket.write(CONTINUE + reply('second'));
    assert.equal(await get(), 'second');
  });

  it('may come byte by byte', async () => {
    answer = (socket) => {
      const bytes = CONTINUE + reply('whole');
      const next = (at: number) => {
        if (at < bytes.length) socket.write(bytes.charAt(at), () => setImmediate(next, at + 1));
      };
      next(0);
    };
    assert.equal(await get(), 'whole');
  });

  it('costs a content nothing that is read slowly', async () => {
    const content = 'x'.repeat(8_000_000);
    answer = (socket) => socket.write(CONTINUE + reply(content));
    const { signal } = new AbortController();
    const request = { method: 'GET', url: origin(), headers: {}, idleTimeoutMs: 5000, signal } as const;
    let bytes = 0;
    for await (const piece of (await undiciTransport(dispatcher)(request)).body) {
      bytes += piece.byteLength;
      const busyUntil = performance.now() + 0.3;
      while (performance.now() < busyUntil);
    }
    assert.equal(bytes, content.length);
  });

  it('is none inside of a content', async () => {
    const content = `${CONTINUE}is what this file begins with`;
    answer = (socket) => {
      const [head = ''] = reply(content).split(CONTINUE);
      socket.write(head, () => setImmediate(() => socket.write(content)));
    };
    assert.equal(await get(), content);
  });

  for (const [what, one] of [
    ['100', CONTINUE],
    ['103', HINTS],
  ] as const) {
    it(`ends the request when nothing else comes: ${what}`, async () => {
      answer = (socket) => {
        const more = () => {
          if (!socket.destroyed) socket.write(one.repeat(50), () => setImmediate(more));
        };
        more();
      };
      await assert.rejects(get(), OxenError);
    });
  }
});
