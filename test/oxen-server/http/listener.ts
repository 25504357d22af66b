import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Features } from '../features';
import { StorePanic } from '../storage/blobStore';
import type { ServerState } from './exchange';
import { refusalForKey, refusalForUserAgent } from './gates';
import type { Pacer } from './pacer';
import { decodeForRouting } from './percentDecoding';
import { Refusal, bareNotFound, unmapped, type Reply } from './reply';
import { requestBody } from './requestBody';
import { createRouteTable, type Routes } from './routeTable';
import { sendReply } from './send';

/** One request as the server saw it; the status is 0 when the connection was dropped instead. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: number;
}

export interface ListenerOptions {
  readonly state: ServerState;
  readonly routes: Routes;
  readonly keys: readonly string[] | undefined;
  readonly pacer: Pacer;
  readonly note: (request: SeenRequest) => void;
}

export function createListener(
  options: ListenerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const match = createRouteTable(options.routes);
  const { features } = options.state;

  async function answer(request: IncomingMessage, target: Target): Promise<Reply> {
    const refusal = refusalForKey(request.headers, options.keys);
    if (refusal) return refusal;
    const method = request.method ?? '';
    const path = decodeForRouting(target.path);
    const route = match(method, path);
    if (!route) return unknownRoute(path);
    const outdated = isGated(path) ? refusalForUserAgent(request.headers['user-agent']) : undefined;
    if (outdated) return outdated;
    return route.handler({
      server: options.state,
      parameters: route.parameters,
      query: new URLSearchParams(target.query),
      headers: request.headers,
      body: requestBody(request, options.pacer),
    });
  }

  return async (request, response) => {
    const target = targetOf(request);
    const seen = { method: request.method ?? '', ...target };
    response.setHeader('oxen-version', features.version);
    response.setHeader('x-oxen-request-id', requestId(request, features));
    try {
      const reply = await answer(request, target).catch(replyToError);
      options.note({ ...seen, status: reply.status });
      await sendReply(response, reply, features);
    } catch (error) {
      // The client is gone, or the real server would have died here: either way nothing more is said.
      if (error instanceof StorePanic) options.note({ ...seen, status: 0 });
      request.socket.destroy();
    }
  };
}

interface Target {
  readonly path: string;
  readonly query: string;
}

/** As sent: a URL parser would already have followed `..`, which the real server does not. */
function targetOf({ url = '/' }: IncomingMessage): Target {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark) };
}

function replyToError(error: unknown): Reply {
  if (error instanceof Refusal) return error.reply;
  if (error instanceof StorePanic) throw error;
  return unmapped(reasonOf(error));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isMissingFile = 'code' in error && error.code === 'ENOENT';
  return isMissingFile ? 'No such file or directory (os error 2)' : error.message;
}

/** Two paths know their methods; all others are unknown with a wrong one (docs/protocol/requests.md#unknown-routes). */
function unknownRoute(path: string): Reply {
  const knowsItsMethods = /^\/api\/repos\/[^/]+\/[^/]+(\/versions\/[^/]+\/complete)?$/.test(path);
  return knowsItsMethods ? { status: 405, body: { kind: 'none' } } : bareNotFound();
}

/** These handlers never ask for the application's data, which is where the real gate stands. */
function isGated(path: string): boolean {
  return !/^\/api\/(min_)?version$|\/action\/|\/versions\/[^/]+\/create$|\/commits\/[^/]+\/complete$/.test(
    path,
  );
}

/** The client's own id comes back; later versions only take a plain one (docs/protocol/requests.md#headers). */
function requestId(request: IncomingMessage, features: Features): string {
  const given = request.headers['x-oxen-request-id'];
  const acceptable = features.typedErrors ? /^[A-Za-z0-9_-]{1,128}$/ : /^.+$/;
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
}
