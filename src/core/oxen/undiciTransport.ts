import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import { type Dispatcher, errors, request as undiciRequest } from 'undici';
import { NetworkError, TimeoutError } from './errors';
import type { RequestBody, Transport, TransportRequest } from './transport';

/** The one transport that leaves the machine. `dispatcher` carries proxy and certificates. */
export function undiciTransport(dispatcher: Dispatcher): Transport {
  return async (request) => {
    // All requests of a run listen on its one signal; above ten Node would warn of a leak on stderr.
    setMaxListeners(0, request.signal);
    const body = watchBody(request);
    try {
      const reply = await undiciRequest(request.url, {
        dispatcher,
        method: request.method,
        headers: {
          ...request.headers,
          ...(request.body && { 'content-length': String(request.body.bytes) }),
        },
        body: body.pieces,
        signal: body.signal,
        headersTimeout: request.silence,
        bodyTimeout: request.silence,
      });
      return {
        status: reply.statusCode,
        header: (name) => [reply.headers[name]].flat()[0],
        body: readBody(reply.body, request),
      };
    } catch (error) {
      throw body.failure() ?? explain(error, request, body.isStalled() ? STALL : undefined);
    } finally {
      body.stop();
    }
  };
}

/** Small enough that “sent” moves on a slow line. */
const PIECE_BYTES = 64 * 1024;

/** How long a socket may take no byte of a body, in ms: undici measures only the silence after a request's last one. */
const STALL = 60_000;

interface StallWatch {
  readonly signal: AbortSignal;
  readonly expired: () => boolean;
  note(): void;
  stop(): void;
}

function watchStall(outer: AbortSignal): StallWatch {
  const controller = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    controller.abort();
  }, STALL);
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    expired: () => expired,
    note: () => timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}

/** The body in pieces that tell when they leave. What its reader threw is kept: undici would hand on words of its own. */
function watchBody({ body, onSent, signal }: TransportRequest) {
  if (body === undefined)
    return { pieces: null, signal, isStalled: () => false, failure: () => undefined, stop: () => undefined };
  const watch = watchStall(signal);
  let failure: unknown;
  async function* pieces(source: RequestBody) {
    try {
      for await (const whole of source.pieces()) {
        for (let start = 0; start < whole.byteLength; start += PIECE_BYTES) {
          const piece = whole.subarray(start, start + PIECE_BYTES);
          yield piece;
          watch.note();
          onSent?.(piece.byteLength);
        }
      }
      watch.stop();
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return {
    pieces: body.bytes === 0 ? null : Readable.from(pieces(body), { objectMode: false }),
    signal: watch.signal,
    isStalled: watch.expired,
    failure: () => failure,
    stop: () => watch.stop(),
  };
}

async function* readBody(
  body: AsyncIterable<Uint8Array>,
  request: TransportRequest,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of body) yield piece;
  } catch (error) {
    throw explain(error, request);
  }
}

function explain(error: unknown, request: TransportRequest, stalled?: number): unknown {
  if (request.signal.aborted) return request.signal.reason;
  const { origin, host } = new URL(request.url);
  if (
    stalled !== undefined ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  ) {
    return new TimeoutError(
      `${origin} has been silent for ${Math.round((stalled ?? request.silence) / 1000)} s.`,
      {
        advice: 'Check the connection and try again.',
        cause: error,
      },
    );
  }
  return new NetworkError(...networkWords(codeOf(error), origin, host, error));
}

function networkWords(
  code: string,
  origin: string,
  host: string,
  cause: unknown,
): [string, { advice: string; cause: unknown }] {
  if (code === 'ECONNREFUSED') {
    return [
      `Nothing answers at ${origin}.`,
      { advice: 'Check the address, and that the server runs.', cause },
    ];
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return [
      `No machine is known by the name ${host}.`,
      { advice: 'Check the address and your connection.', cause },
    ];
  }
  if (/CERT|SIGNATURE|TLS|SSL/.test(code)) {
    return [
      `The certificate of ${host} cannot be trusted (${code}).`,
      {
        advice: 'If your organisation has its own certificates, name its file in NODE_EXTRA_CA_CERTS.',
        cause,
      },
    ];
  }
  return [
    `The connection to ${origin} broke${code === '' ? '' : ` (${code})`}.`,
    { advice: 'Check the connection and try again.', cause },
  ];
}

/** The system's or undici's code of an error, looked for below the errors that wrap it. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}
