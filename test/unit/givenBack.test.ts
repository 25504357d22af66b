import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';
import type { RequestBody } from '../../src/core/oxen/http/transport';

const PIECE_BYTES = 512 * 1024;
const PIECES = 48;
/** What memory is overwritten with that was given back: it must never arrive. */
const SPOILT = 0xff;

describe('the memory of a body’s pieces', () => {
  const dispatcher = createDispatcher();
  const transport = undiciTransport(dispatcher);
  let server: Server | undefined;
  after(() => dispatcher.destroy());
  afterEach(() => server?.close());

  async function listen(onConnection: (socket: Socket) => void): Promise<string> {
    server = createServer(onConnection).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    return `http://127.0.0.1:${address.port}/`;
  }

  function post(url: string, body: RequestBody): Promise<number> {
    const { signal } = new AbortController();
    return transport({ method: 'POST', url, headers: {}, idleTimeoutMs: 60_000, signal, body }).then(
      async (reply) => {
        for await (const piece of reply.body) assert.ok(piece);
        return reply.status;
      },
    );
  }

  it('is used again while the body leaves, and never before its bytes have', async () => {
    const { body, memories, given } = reusingBody();
    let got = Buffer.alloc(0);
    const url = await listen((socket) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      socket.on('data', (piece) => {
        pieces.push(piece);
        bytes += piece.length;
        // It is slower than what comes.
        socket.pause();
        void nextTurn().then(() => socket.resume());
        if (bytes < body.bytes) return;
        got = Buffer.concat(pieces);
        if (got.length >= got.indexOf('\r\n\r\n') + 4 + body.bytes) socket.end(reply(200));
      });
    });

    assert.equal(await post(url, body), 200);

    assertAsMade(got);
    assert.equal(given.length, PIECES);
    assert.ok(memories.size <= 6, `${memories.size} memories for ${PIECES} pieces`);
  });

  it('stays as it is while a server reads on that has refused the request', async () => {
    const { body } = reusingBody();
    const pieces: Buffer[] = [];
    let closed: Promise<unknown> | undefined;
    const url = await listen((socket) => {
      closed = once(socket, 'close');
      socket.once('data', () => socket.write(reply(413)));
      socket.on('data', (piece) => pieces.push(piece));
      socket.on('error', () => undefined);
    });

    await post(url, body).catch(() => undefined);
    await closed;

    assertAsMade(Buffer.concat(pieces));
  });

  it('stays as it is when the connection breaks', async () => {
    const { body, given } = reusingBody();
    const url = await listen((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.resetAndDestroy());
    });

    await assert.rejects(post(url, body));

    assert.ok(given.length < PIECES);
  });
});

/** A body whose memory is spoilt and used for the next piece as soon as it is given back. */
function reusingBody() {
  const free: ArrayBufferLike[] = [];
  const memories = new Set<ArrayBufferLike>();
  const given: ArrayBufferLike[] = [];
  const body: RequestBody = {
    bytes: PIECES * PIECE_BYTES,
    *pieces() {
      for (let number = 0; number < PIECES; number++) {
        const memory = free.pop() ?? new ArrayBuffer(PIECE_BYTES);
        memories.add(memory);
        yield new Uint8Array(memory).fill(number);
      }
    },
    giveBack({ buffer }) {
      new Uint8Array(buffer).fill(SPOILT);
      given.push(buffer);
      free.push(buffer);
    },
  };
  return { body, memories, given };
}

function assertAsMade(request: Buffer): void {
  const content = request.subarray(request.indexOf('\r\n\r\n') + 4);
  for (let at = 0, number = 0; at < content.length; at += PIECE_BYTES, number++) {
    const piece = content.subarray(at, at + PIECE_BYTES);
    assert.ok(piece.equals(Buffer.alloc(piece.length, number)), `piece ${number}`);
  }
}

function reply(status: number): string {
  return `HTTP/1.1 ${status} x\r\ncontent-length: 0\r\n\r\n`;
}
