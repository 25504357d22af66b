import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { NetworkError, UnreachableError } from '../../src/core/oxen/errors';
import { OutgoingBody, STALL } from '../../src/core/oxen/http/outgoingBody';
import type { Pace, RequestBody, TransportRequest } from '../../src/core/oxen/http/transport';
import { CONNECT_TIMEOUT } from '../../src/core/oxen/connection/timeouts';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';
import { Control } from '../../src/core/upload/limits/control';
import { useFailures } from './failures';

const KiB = 1024;

describe('a body on its way out', () => {
  const dispatcher = createDispatcher();
  const transport = undiciTransport(dispatcher);
  const server = createServer();
  let url: string;

  before(async () => {
    server.requestTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    url = `http://127.0.0.1:${address.port}/`;
  });
  after(async () => {
    await dispatcher.destroy();
    server.closeAllConnections();
    server.close();
  });
  afterEach(() => void server.removeAllListeners('request'));

  function send(options: Partial<TransportRequest>) {
    const { signal } = new AbortController();
    return transport({ method: 'POST', url, headers: {}, idleTimeoutMs: 600_000, signal, ...options });
  }

  /** Reads bodies to their end, and tells how much it has so far. */
  function reading() {
    const got = { bytes: 0 };
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      request.on('data', (piece: Buffer) => (got.bytes += piece.length));
      request.on('end', () => response.end());
    });
    return got;
  }

  it('leaves in the pieces that its pace allows, and all of it', async () => {
    const got = reading();
    const allowed: number[] = [];
    const sent: number[] = [];
    const pace: Pace = (most) => {
      allowed.push(Math.min(most, 10 * KiB));
      return Promise.resolve(Math.min(most, 10 * KiB));
    };

    const { status } = await send({ body: zeros(100 * KiB), pace, onSent: (bytes) => sent.push(bytes) });

    assert.equal(status, 200);
    assert.equal(got.bytes, 100 * KiB);
    assert.deepEqual(sent, allowed);
    assert.deepEqual(
      sent,
      Array.from({ length: 10 }, () => 10 * KiB),
    );
  });

  it('stops while it is paused, and goes on after it', async () => {
    const got = reading();
    const control = new Control();
    let pieces = 0;
    const pace: Pace = async (most, signal) => {
      if (++pieces === 4) control.pause();
      await control.resumed(signal);
      return Math.min(most, 64 * KiB);
    };
    const reply = send({ body: zeros(1024 * KiB), pace });
    while (got.bytes < 3 * 64 * KiB) await nextTurn();
    for (let turn = 0; turn < 100; turn++) await nextTurn();

    assert.equal(got.bytes, 3 * 64 * KiB);
    assert.equal(pieces, 4);
    control.resume();
    assert.equal((await reply).status, 200);
    assert.equal(got.bytes, 1024 * KiB);
  });

  it('ends at once when it is cancelled while it is paused, and its source is closed', async () => {
    const stop = new AbortController();
    const { body, closed } = closing(zeros(1024 * KiB));
    const control = new Control();
    control.pause();
    let ask: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (ask = resolve));
    const pace: Pace = async (most, signal) => {
      ask();
      await control.resumed(signal);
      return most;
    };
    reading();
    const reply = send({ body, pace, signal: stop.signal });
    await asked;
    const reason = new Error('cancelled');
    stop.abort(reason);

    await assert.rejects(reply, (error) => error === reason);
    await closed;
  });

  it('ends when the connection breaks during a pause, and its source is closed', async () => {
    server.on('request', (request: IncomingMessage) => {
      request.once('data', () => request.destroy());
    });
    const { body, closed } = closing(zeros(1024 * KiB));
    const control = new Control();
    let pieces = 0;
    const pace: Pace = async (most, signal) => {
      if (++pieces === 2) control.pause();
      await control.resumed(signal);
      return most;
    };

    await assert.rejects(send({ body, pace }), (error) => error instanceof NetworkError);
    await closed;
  });

  it('fails with what its source threw', async () => {
    reading();
    const failure = new Error('the file has changed');
    const body: RequestBody = {
      bytes: 100,
      *pieces() {
        yield Buffer.alloc(50);
        throw failure;
      },
    };
    await assert.rejects(send({ body }), (error) => error === failure);
  });
});

describe('a request', () => {
  const { plain, raw } = useFailures();

  /** Sends it, and ends its connections once `begun`: it fails, and not in a way that is tried again. */
  async function endedAt(url: string, begun: Promise<unknown>): Promise<void> {
    const dispatcher = createDispatcher();
    const { signal } = new AbortController();
    const reply = undiciTransport(dispatcher)({
      ...{ method: 'GET', url, headers: {} },
      ...{ idleTimeoutMs: 600_000, signal },
    });
    const failed = assert.rejects(reply, (error) => error instanceof UnreachableError);
    await begun;
    await Promise.all([failed, dispatcher.destroy()]);
  }

  it('whose own connections are ended fails for good: none on them could succeed', async () => {
    let ask: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (ask = resolve));
    const port = await plain(() => ask());
    await endedAt(`http://127.0.0.1:${port}/`, asked);
  });

  it('whose connection is still being made leaves none behind when its user has gone', async () => {
    let connect: (socket: Socket) => void = () => undefined;
    const connected = new Promise<Socket>((resolve) => (connect = resolve));
    const port = await raw((socket) => connect(socket)); // which then says nothing
    const begun = performance.now();

    await endedAt(`https://127.0.0.1:${port}/`, connected);

    const socket = await connected;
    if (!socket.closed) await once(socket, 'close');
    assert.ok(performance.now() - begun < CONNECT_TIMEOUT / 2);
  });
});

describe('a stall of a body', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  const stall = new Error('nothing leaves');
  const onStall = () => stall;

  it('is noticed when nothing has left for a minute', async () => {
    const body = new OutgoingBody(zeros(1024 * KiB), { onStall });
    const ended = once(body, 'close').catch((error: unknown) => error);
    await read(body, 64 * KiB);
    mock.timers.tick(STALL - 1);
    assert.equal(body.destroyed, false);
    await read(body, 64 * KiB);
    mock.timers.tick(STALL - 1);
    assert.equal(body.destroyed, false);
    mock.timers.tick(2);

    assert.equal(await ended, stall);
    assert.equal(body.failure, stall);
  });

  it('is none while the pace lets nothing leave', async () => {
    const control = new Control();
    control.pause();
    const pace: Pace = async (most, signal) => {
      await control.resumed(signal);
      return most;
    };
    const body = new OutgoingBody(zeros(1024 * KiB), { onStall, pace });
    body.read();
    await nextTurn();
    mock.timers.tick(STALL + 1);
    assert.equal(body.destroyed, false);
    control.resume();
    await read(body, 64 * KiB);
    assert.equal(body.failure, undefined);
    body.destroy();
  });

  it('is none after the last byte: then the server may take its time', async () => {
    const body = new OutgoingBody(zeros(10 * KiB), { onStall });
    await read(body, 10 * KiB);
    body.read();
    await nextTurn();
    mock.timers.tick(STALL + 1);
    assert.equal(body.failure, undefined);
    body.destroy();
  });

  async function read(body: OutgoingBody, bytes: number): Promise<void> {
    for (let got = 0; got < bytes;) {
      const piece: unknown = body.read();
      if (piece instanceof Uint8Array) got += piece.length;
      await nextTurn();
    }
  }
});

function zeros(bytes: number): RequestBody {
  return {
    bytes,
    *pieces() {
      for (let start = 0; start < bytes; start += 256 * KiB)
        yield Buffer.alloc(Math.min(256 * KiB, bytes - start));
    },
  };
}

/** Tells when what it reads from is closed. */
function closing(body: RequestBody) {
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  async function* pieces() {
    try {
      yield* body.pieces();
    } finally {
      close();
    }
  }
  return { body: { bytes: body.bytes, pieces }, closed };
}
