import { setMaxListeners } from 'node:events';
import { type Dispatcher, errors, request as undiciRequest } from 'undici';
import { NetworkError, TimeoutError } from './errors';
import { OutgoingBody, STALL } from './outgoingBody';
import type { Transport, TransportRequest } from './transport';

/** The one transport that leaves the machine. `dispatcher` carries proxy and certificates. */
export function undiciTransport(dispatcher: Dispatcher): Transport {
  return async (request) => {
    // All requests of a run listen on its one signal; above ten Node would warn of a leak on stderr.
    setMaxListeners(0, request.signal);
    const body = outgoingBody(request);
    try {
      const reply = await undiciRequest(request.url, {
        dispatcher,
        method: request.method,
        headers: {
          ...request.headers,
          ...(request.body && { 'content-length': String(request.body.bytes) }),
        },
        body,
        signal: request.signal,
        headersTimeout: request.silence,
        bodyTimeout: request.silence,
        onInfo: passedOver(),
      });
      return {
        status: reply.statusCode,
        header: (name) => [reply.headers[name]].flat()[0],
        body: readBody(reply.body, request),
      };
    } catch (error) {
      body?.destroy();
      throw request.signal.aborted ? request.signal.reason : (body?.failure ?? explain(error, request));
    }
  };
}

/** Provisional replies (1xx) of one request, at most: each lets its timeout begin anew. */
const MOST_PROVISIONAL = 100;

/** Passes provisional replies over, which nobody asked for; a server that sends nothing else has failed. */
function passedOver(): () => void {
  let count = 0;
  return () => {
    if (++count > MOST_PROVISIONAL) throw new Error(`more than ${MOST_PROVISIONAL} provisional replies`);
  };
}

function outgoingBody({ body, url, pace, onSent }: TransportRequest): OutgoingBody | null {
  if (body === undefined || body.bytes === 0) return null;
  const onStall = () =>
    new TimeoutError(`Nothing has left for ${new URL(url).origin} for ${STALL / 1000} s.`, {
      advice: 'Check the connection and try again.',
    });
  return new OutgoingBody(body, { pace, onSent, onStall });
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

function explain(error: unknown, request: TransportRequest): unknown {
  if (request.signal.aborted) return request.signal.reason;
  const { origin, host } = new URL(request.url);
  if (error instanceof errors.ConnectTimeoutError) {
    return new TimeoutError(`Nothing answers at ${origin}.`, {
      advice: 'Check the address and the connection.',
      cause: error,
    });
  }
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return new TimeoutError(`${origin} has been silent for ${Math.round(request.silence / 1000)} s.`, {
      advice: 'Check the connection and try again.',
      cause: error,
    });
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
