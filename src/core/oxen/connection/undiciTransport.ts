import { t } from '@vscode/l10n';
import { setMaxListeners } from 'node:events';
import { type Dispatcher, request as undiciRequest } from 'undici';
import { connectionError } from './connectionError';
import { TimeoutError } from '../errors';
import { OutgoingBody, STALL } from '../http/outgoingBody';
import type { Transport, TransportRequest } from '../http/transport';

/** The one transport that leaves the machine. `dispatcher` carries proxy and certificates. */
export function undiciTransport(dispatcher: Dispatcher): Transport {
  return async (request) => {
    // All requests of a run listen on its one signal; above ten Node would warn of a leak on stderr.
    setMaxListeners(0, request.signal);
    const body = outgoingBody(request);
    try {
      const sent = undiciRequest(request.url, {
        dispatcher,
        method: request.method,
        headers: {
          ...request.headers,
          ...(request.body && { 'content-length': String(request.body.bytes) }),
        },
        body,
        signal: request.signal,
        headersTimeout: request.idleTimeoutMs,
        bodyTimeout: request.idleTimeoutMs,
        onInfo: passedOver(),
      });
      const reply = await unlessAborted(request.signal, sent);
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

/** Provisional replies (1xx) of one request, at most: each lets its timeout begin again. */
const MOST_PROVISIONAL = 100;

/** Passes provisional replies over, which nobody asked for; a server that sends nothing else has failed. */
function passedOver(): () => void {
  let count = 0;
  return () => {
    if (++count > MOST_PROVISIONAL) throw new Error(`more than ${MOST_PROVISIONAL} provisional replies`);
  };
}

/** undici hears of a cancel only once a connection stands, which a proxy may let it wait for. */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('cancelled', { cause: signal.reason }));
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function outgoingBody({ body, url, pace, onSent }: TransportRequest): OutgoingBody | null {
  if (body === undefined || body.bytes === 0) return null;
  const onStall = () =>
    new TimeoutError(t('Nothing could be sent to {0} for {1} s.', new URL(url).origin, STALL / 1000), {
      advice: t('Check the connection and try again.'),
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
  return request.signal.aborted ? request.signal.reason : connectionError(error, request);
}
