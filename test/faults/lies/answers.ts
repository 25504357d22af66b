import { setTimeout as delay } from 'node:timers/promises';
import type { ProxiedReply } from '../../contract/support/proxiedCall';
import type { Handler, Proxy, Taken } from '../../contract/support/proxy';

/** Requests of one kind. */
export type Place = readonly [method: string, path: RegExp];

/** In the order in which an upload comes to them. */
export const AT = {
  version: ['GET', /^\/api\/version$/],
  repository: ['GET', /^\/api\/repos\/[^/]+\/[^/]+$/],
  branches: ['GET', /\/branches$/],
  head: ['GET', /\/branches\/main$/],
  lookUp: ['GET', /\/meta\//],
  listing: ['GET', /\/dir\//],
  workspace: ['PUT', /\/workspaces$/],
  query: ['QUERY', /\/versions$/],
  files: ['POST', /\/files\/$/],
  /** Of servers < 0.54: stages what they have. */
  stored: ['POST', /\/workspaces\/[^/]+\/versions\/$/],
  begin: ['POST', /\/versions\/uploads$/],
  part: ['PUT', /\/parts\/\d+$/],
  readBack: ['GET', /\/file\/[0-9a-f-]{36}\//],
  changes: ['GET', /\/changes$/],
  mergeable: ['GET', /\/merge\/main$/],
  merge: ['POST', /\/merge\/main$/],
  history: ['GET', /\/commits\/history\//],
} as const satisfies Record<string, Place>;

/** Lets `handle` answer all requests at a place. */
export function at([method, path]: Place, handle: Handler, times = Infinity): (proxy: Proxy) => Taken {
  return (proxy) => proxy.on(method, path, handle, { times });
}

/** The server says once that the branch has changed, and then, when it is asked, at which path. */
export function conflictAt(path: string): (proxy: Proxy) => Taken {
  const conflict = { type: 'conflict', title: 'Workspace is behind', detail: 'x' };
  const refused = answer(409, { error: conflict, status: 'error', status_message: 'conflict' });
  return (proxy) => {
    at(AT.merge, refused, 1)(proxy);
    return at(AT.mergeable, answer(200, { is_mergeable: false, conflicts: [{ path }], commits: [] }))(proxy);
  };
}

/** The same answer to all, and the server hears nothing of it. */
export function answer(status: number, body: object | string | Buffer, headers = {}): Handler {
  return (call) =>
    call.answer({
      status,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
}

/** A refusal in Oxen's own form, with words in it that are not Oxen's. */
export function refusal(detail: string, status = 400): Handler {
  return answer(status, refusalBody(detail));
}

export function refusalBody(detail: string): object {
  return {
    error: { type: 'bad_request', title: 'Bad Request', detail },
    status: 'error',
    status_message: 'x',
  };
}

/** The server's own answer, made to say something else in all fields of these names. */
export function alter(fields: Readonly<Record<string, unknown>>): Handler {
  return rewrite((text) => {
    const told: unknown = JSON.parse(text, (name, value: unknown) => (name in fields ? fields[name] : value));
    return JSON.stringify(told);
  });
}

/** The server's own answer, with another text. */
export function rewrite(change: (text: string) => string): Handler {
  return async (call) => {
    const reply = await call.forward();
    call.answer({ ...reply, body: change(reply.body.toString()) });
  };
}

/** These bytes, head and all, instead of an answer; the connection ends with them. */
export function raw(...pieces: readonly (string | Buffer)[]): Handler {
  return (call) => call.answerRaw(pieces);
}

/** A head, and `piece` without end. */
export function endless(head: string, piece: string): Handler {
  const many = Buffer.from(piece.repeat(Math.ceil(PIECE_BYTES / piece.length)));
  return (call) =>
    call.answerRaw(
      (function* () {
        yield head;
        for (;;) yield many;
      })(),
    );
}

const PIECE_BYTES = 64 * 1024;

/** A head, and then a byte a second, for an hour if need be. */
export function drip(head: string, text: string): Handler {
  return (call) =>
    call.answerRaw(
      (async function* () {
        yield head;
        for (const byte of text) {
          yield byte;
          await delay(1000);
        }
      })(),
    );
}

/** The head of a reply whose end is that of the connection, unless headers say otherwise. */
export function head(status: number | string, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    'content-type': 'application/json',
    connection: 'close',
    'oxen-version': '0.65.2',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Some Words\r\n${lines.join('')}\r\n`;
}

/** The server's own answer as raw bytes: what `change` makes of its head and body. */
export function remake(change: (reply: ProxiedReply) => readonly (string | Buffer)[]): Handler {
  return async (call) => call.answerRaw(change(await call.forward()));
}
