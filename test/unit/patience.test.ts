import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Readable } from 'node:stream';
import { parseOrigin } from '../../src/core/oxen/address';
import { bufferBody, OxenServer } from '../../src/core/oxen/http/client';
import { HttpError, NetworkError } from '../../src/core/oxen/errors';
import { Done } from '../../src/core/oxen/schemas';
import type { TransportReply, TransportRequest } from '../../src/core/oxen/http/transport';
import { sendPart } from '../../src/core/oxen/blobs/versionUploadCalls';

const { signal } = new AbortController();
const DONE = { status: 'success', status_message: 'resource_created' };
const LOST = new NetworkError('The connection broke.');

describe('the patience with a server', () => {
  /** In ms; what a request takes is up to each test. */
  let now = 0;

  beforeEach(() => {
    now = 1000;
    mock.method(Math, 'random', () => 0); // no wait between attempts
    mock.method(performance, 'now', () => now);
  });
  afterEach(() => mock.restoreAll());

  /** @param answer what becomes of a request */
  function serverThat(answer: (request: TransportRequest) => TransportReply | Promise<TransportReply>) {
    const transport = (request: TransportRequest) => Promise.resolve().then(() => answer(request));
    return new OxenServer({ origin: parseOrigin('localhost:3000'), transport });
  }

  const look = { what: 'Looking', method: 'GET', path: '/look', repeat: 'safe', signal } as const;
  const send = {
    ...look,
    what: 'Sending',
    method: 'PUT',
    path: '/send',
    body: bufferBody(Buffer.from('content')),
    onSent: () => undefined,
  } as const;

  /** How long a request was repeated that fails every `ms`. */
  async function givenUpAfter(server: OxenServer, call: typeof look | typeof send): Promise<number> {
    const start = now;
    await assert.rejects(server.json(call, Done), (error) => error === LOST);
    return now - start;
  }

  it('ends after 30 s as long as no content was accepted, whatever else was answered', async () => {
    let isUp = true;
    const server = serverThat(() => {
      now += 5000;
      if (isUp) return reply(200, DONE);
      throw LOST;
    });
    await server.json(look, Done);
    isUp = false;

    assert.equal(await givenUpAfter(server, look), 40_000); // 5 s until the first failure, and then more than 30
    assert.equal(await givenUpAfter(server, send), 40_000);
  });

  it('lasts 5 minutes once content was accepted, from the first failure on', async () => {
    let isUp = true;
    const server = serverThat(() => {
      now += 60_000;
      if (isUp) return reply(200, DONE);
      throw LOST;
    });
    await server.json(send, Done);
    isUp = false;

    assert.equal(await givenUpAfter(server, look), 420_000);
  });

  it('does not begin again with a reply that breaks off', async () => {
    let isUp = true;
    const server = serverThat(() => {
      now += 60_000;
      if (isUp) return reply(200, DONE);
      const body = Readable.from(breakingOff());
      return { ...reply(200, DONE), body };
    });
    function* breakingOff() {
      yield Buffer.from('{"status"');
      throw LOST;
    }
    await server.json(send, Done);
    isUp = false;

    assert.equal(await givenUpAfter(server, look), 420_000);
  });

  it('begins again with everything that the server does', async () => {
    let failures = 0;
    const server: OxenServer = serverThat(async ({ url }) => {
      now += 60_000;
      if (url.endsWith('/send') || failures === 60) return reply(200, DONE);
      failures++;
      await server.json(send, Done);
      throw LOST;
    });

    await server.json(look, Done);
    assert.equal(failures, 60);
  });

  it('ends after 30 s with a part of which the server waits for an earlier copy', async () => {
    const server = serverThat(() => {
      now += 1000;
      return reply(429, {
        error: {
          type: 'upload_part_deferred',
          title: 'Later',
          detail: 'an earlier copy of it is still being stored',
        },
      });
    });
    const repository = server.repository({ namespace: 'ox', name: 'cats' });
    const session = { repository, id: 'id', partBytes: 10, parts: 1, window: 1 };
    const start = now;

    await assert.rejects(
      sendPart(session, 1, { body: send.body, onSent: send.onSent, signal }),
      (error) => error instanceof HttpError && error.status === 429,
    );
    assert.ok(now - start >= 30_000 && now - start <= 33_000, String(now - start));
  });
});

function reply(status: number, body: object): TransportReply {
  return { status, header: () => undefined, body: Readable.from([Buffer.from(JSON.stringify(body))]) };
}
