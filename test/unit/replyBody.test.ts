import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { mock } from 'node:test';
import * as v from 'valibot';
import { parseOrigin } from '../../src/core/oxen/address';
import { OxenServer } from '../../src/core/oxen/http/client';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { HttpError, TimeoutError, UnexpectedReplyError } from '../../src/core/oxen/errors';
import {
  bounded,
  ERROR_BYTES,
  REPLY_BYTES,
  readErrorText,
  readText,
} from '../../src/core/oxen/http/replyBody';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';

const KiB = 1024;
const PIECE = Buffer.alloc(64 * KiB, '[');

describe('a reply without end', () => {
  const server = createServer();
  const dispatcher = createDispatcher();
  let client: OxenServer;
  /** Bytes that left before the connection was closed. */
  let written: Promise<number>;

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const origin = parseOrigin(`http://127.0.0.1:${address.port}`);
    client = new OxenServer({ origin, transport: undiciTransport(dispatcher) });
  });
  after(async () => {
    await dispatcher.destroy();
    server.close();
  });
  afterEach(() => void server.removeAllListeners('request'));

  function answer(status: number, headers: Readonly<Record<string, string>> = {}): void {
    server.once('request', (_request, response: ServerResponse) => {
      response.writeHead(status, headers);
      const pour = () => {
        while (!response.destroyed && response.write(PIECE));
      };
      response.on('drain', pour);
      written = once(response, 'close').then(() => response.socket?.bytesWritten ?? 0);
      pour();
    });
  }

  const call = {
    what: 'Listing',
    method: 'GET',
    path: '/',
    repeat: 'never',
    signal: new AbortController().signal,
  } as const;

  it('that tells of an error is read as far as an error goes, and closed', async () => {
    answer(500);
    await assert.rejects(
      client.json(call, v.unknown()),
      (error) => error instanceof HttpError && error.status === 500,
    );
    await written;
  });

  it('that should be JSON is an error that says so, and closed', async () => {
    answer(200);
    await assert.rejects(
      client.json(call, v.unknown()),
      (error) => error instanceof UnexpectedReplyError && error.message.includes('too large'),
    );
    await written;
  });

  it('is not read to the end of what was asked for, and nothing more', async () => {
    answer(200);
    let got = 0;
    const read = async (body: AsyncIterable<Uint8Array>) => {
      for await (const { byteLength } of body) got += byteLength;
    };
    await assert.rejects(client.bytes({ ...call, maxReplyBytes: 100 * KiB }, read), UnexpectedReplyError);
    assert.ok(got <= 100 * KiB, String(got));
    await written;
  });

  it('is asked for without compression, and refused with it', async () => {
    const encodings: unknown[] = [];
    server.once('request', ({ headers }) => encodings.push(headers['accept-encoding']));
    answer(200, { 'content-encoding': 'gzip' });
    await assert.rejects(
      client.json(call, v.unknown()),
      (error) => error instanceof UnexpectedReplyError && error.message.includes('compressed'),
    );
    assert.deepEqual(encodings, ['identity']);
  });
});

describe('the text of a reply', () => {
  const limits = { maxBytes: REPLY_BYTES, what: 'Listing', requestId: 'id' };

  it('may be cut in the middle of a character', async () => {
    const pieces = [...Buffer.from('"ü🐂"')].map((byte) => Uint8Array.of(byte));
    assert.equal(await readText(stream(pieces), limits), '"ü🐂"');
  });

  it('of an error is what came before it broke off', async () => {
    assert.equal(
      await readErrorText(stream([Buffer.from('no room')], new Error('reset')), ERROR_BYTES),
      'no room',
    );
  });

  it('of an error is cut at its limit', async () => {
    assert.equal((await readErrorText(stream([PIECE, PIECE]), ERROR_BYTES)).length, ERROR_BYTES);
  });

  describe('that only drips', () => {
    let now = 0;
    beforeEach(() => {
      now = 0;
      mock.method(performance, 'now', () => now);
    });
    afterEach(() => mock.restoreAll());

    /** A byte each 50 s: less than any idle timeout. */
    async function* dripping(): AsyncGenerator<Uint8Array> {
      for (;;) {
        now += 50_000;
        yield await Promise.resolve(Uint8Array.of(0x5b));
      }
    }

    it('is an error', async () => {
      await assert.rejects(readText(dripping(), limits), TimeoutError);
      assert.ok(now <= 150_000, String(now));
    });

    it('of an error counts as far as it came', async () => {
      assert.equal(await readErrorText(dripping(), ERROR_BYTES), '');
    });

    it('is none when the reader takes its time', async () => {
      let read = 0;
      for await (const { byteLength } of bounded(stream([PIECE, PIECE, PIECE]), limits)) {
        read += byteLength;
        now += 600_000;
      }
      assert.equal(read, 3 * PIECE.byteLength);
    });
  });
});

async function* stream(pieces: readonly Uint8Array[], end?: Error): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
  if (end !== undefined) throw end;
}
