import type { Readable } from 'node:stream';

/**
 * `StatusMessage` and its flattened relatives: the server adds `oxen_version` when it sends one
 * (docs/protocol/requests.md#shapes).
 */
interface StatusBody {
  readonly kind: 'status';
  readonly status: 'success' | 'error';
  readonly message: string;
  readonly fields: object;
}

export type ReplyBody =
  | StatusBody
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stream'; readonly stream: Readable }
  /** A failure of the library that has no reply of its own: bare 500 first, with the text since 0.54. */
  | { readonly kind: 'unmapped'; readonly text: string }
  | { readonly kind: 'none' };

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: ReplyBody;
}

/** Thrown where a request cannot be served; carries the reply to it. */
export class Refusal extends Error {
  constructor(readonly reply: Reply) {
    super(`refused with ${reply.status}`);
  }
}

type SuccessCode = 'resource_found' | 'resource_created' | 'resource_updated' | 'resource_deleted';

export function success(message: SuccessCode, fields: object = {}): Reply {
  return { status: 200, body: { kind: 'status', status: 'success', message, fields } };
}

/** `StatusMessage::error(text)`: the text stands where others have a code. */
export function failure(status: number, message: string, fields: object = {}): Reply {
  return { status, body: { kind: 'status', status: 'error', message, fields } };
}

/** Also the reply to an unknown route (docs/protocol/requests.md#unknown-routes). */
export function bareNotFound(): Reply {
  return failure(404, 'resource_not_found');
}

/** `StatusMessageDescription`. */
export function described(status: 400 | 404, description: string): Reply {
  const message = status === 404 ? 'resource_not_found' : 'bad_request';
  return failure(status, message, { status_description: description });
}

interface TypedError {
  readonly type: string;
  readonly title: string;
  readonly detail?: string;
  readonly [extra: string]: unknown;
}

/** `{"error":{type,title,detail}}`: the only JSON replies without `oxen_version`. */
export function typed(status: number, message: string, error: TypedError): Reply {
  return { status, body: { kind: 'json', value: { error, status: 'error', status_message: message } } };
}

export function badRequest(detail: string): Reply {
  return typed(400, 'bad_request', { type: 'bad_request', title: 'Bad Request', detail });
}

export function notFound(title: string, detail: string): Reply {
  return typed(404, 'resource_not_found', { type: 'resource_not_found', title, detail });
}

/** What the framework itself says: plain text, before any handler runs (docs/protocol/requests.md#shapes). */
export function frameworkText(status: number, text: string): Reply {
  return { status, body: { kind: 'text', text } };
}

export function unmapped(text: string): Reply {
  return { status: 500, body: { kind: 'unmapped', text } };
}

/** `OxenError::Basic`, whose text is told by every version. */
export function basicError(text: string): Reply {
  return typed(500, 'internal_server_error', { type: 'internal_server_error', title: text });
}

/** Come again in a second. */
export function tooManyRequests(error: TypedError): Reply {
  return { ...typed(429, 'too_many_requests', error), headers: { 'retry-after': '1' } };
}
