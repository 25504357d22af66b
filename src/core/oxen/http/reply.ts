import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { AuthError, type ErrorReply, HttpError, type OxenError, UnexpectedReplyError } from '../errors';
import type { Redact } from '../../redact';
import type { TransportReply } from './transport';

/** What an error reply may hold; every field is one that some server leaves out (docs/protocol/requests.md#shapes). */
const ErrorBody = v.object({
  error: v.optional(
    v.object({
      type: v.optional(v.string()),
      title: v.optional(v.string()),
      detail: v.nullish(v.string()),
      missing_hashes: v.optional(v.array(v.string())),
    }),
  ),
  status_message: v.optional(v.string()),
  status_description: v.optional(v.string()),
});

/** Longest piece of an unexpected reply that is quoted, and of an error's own words, in characters. */
const QUOTED = 200;
const MESSAGE = 1000;
/** Longest wait that a server is believed to ask for, in ms: a day. */
const LONGEST_RETRY_AFTER = 24 * 60 * 60_000;

/** For whom a reply is read. */
export interface ReplyContext {
  readonly requestId: string;
  /** Blots the key out of what is quoted: a server or proxy may echo it. */
  readonly redact: Redact;
}

/**
 * Values of a reply at most, and its characters from which on they are counted. Parsed, a value takes up to 200 bytes;
 * the largest page that we ask for has 400 000 (docs/protocol/reading.md#directories).
 */
const MOST_VALUES = 1_000_000;
const COUNTED_FROM = 8 * 1024 * 1024;
const BEFORE_VALUES = new Set(Array.from(',[{', (character) => character.charCodeAt(0)));
/** Of what came instead far less is quoted, also where it is a key that is blotted out. */
const REDACTED = 64 * 1024;

/**
 * A success reply's JSON in the shape of `schema`.
 *
 * @throws UnexpectedReplyError that quotes what came instead
 */
export function parseReply<T>(
  text: string,
  schema: v.GenericSchema<unknown, T>,
  what: string,
  { requestId, redact }: ReplyContext,
): T {
  if (hasTooManyValues(text))
    throw new UnexpectedReplyError(t('{0} failed: the reply is too large.', what), {
      advice: t('Check that the address is that of an Oxen server.'),
      requestId,
    });
  const json = parseJson(text);
  const parsed = json === undefined ? undefined : v.safeParse(schema, json, { abortEarly: true });
  if (parsed?.success === true) return parsed.output;
  if (/^\s*<(!doctype|html)/i.test(text)) {
    throw new UnexpectedReplyError(t('{0} failed: the reply is a web page, not from Oxen.', what), {
      advice: t(
        'This network may require you to sign in: open a browser, sign in, and try again. Or the address is not that of an Oxen server.',
      ),
      requestId,
    });
  }
  const where =
    parsed === undefined ? t('it is not JSON') : quote(redact(v.summarize(parsed.issues), REDACTED));
  throw new UnexpectedReplyError(
    t('{0} failed: unexpected reply ({1}): {2}', what, where, quote(redact(text, REDACTED))),
    {
      advice: t('Check that the address is that of an Oxen server of a supported version.'),
      requestId,
    },
  );
}

/** Whether a long text would take many times its own memory once it is parsed: each value does, however short it is. */
function hasTooManyValues(text: string): boolean {
  if (text.length <= COUNTED_FROM) return false;
  let left = MOST_VALUES;
  for (let index = 0; index < text.length && left > 0; index++)
    if (BEFORE_VALUES.has(text.charCodeAt(index))) left--;
  return left === 0;
}

/** Any of the forms of an error reply, as one. */
export function errorReply(
  reply: TransportReply,
  text: string,
  { requestId, redact }: ReplyContext,
): ErrorReply {
  const parsed = v.safeParse(ErrorBody, parseJson(text));
  const body = parsed.success ? parsed.output : undefined;
  const { error, status_description, status_message } = body ?? {};
  const words =
    error?.detail ??
    error?.title ??
    status_description ??
    status_message ??
    (body ? '' : collapseWhitespace(text));
  return {
    status: reply.status,
    message: cut(redact(words, REDACTED), body ? MESSAGE : QUOTED),
    says: (pattern) => pattern.exec(words),
    code: status_message,
    type: error?.type,
    missingHashes: error?.missing_hashes,
    // Each reply of a server has the header, but a proxy may drop it (docs/protocol/requests.md#headers).
    fromOxen:
      reply.header('oxen-version') !== undefined || error !== undefined || status_message !== undefined,
    unknownRoute:
      reply.status === 405 ||
      reply.status === 501 ||
      (reply.status === 404 &&
        error === undefined &&
        status_description === undefined &&
        isBareNotFound(status_message)),
    retryAfter: retryAfter(reply),
    requestId,
  };
}

/**
 * The error of a reply that is no success; 401 is one of sign-in.
 *
 * @param key how sentences call the key that was sent, if there was one
 */
export function asError(
  reply: ErrorReply,
  what: string,
  { origin, key }: { readonly origin: string; readonly key: string | undefined },
): OxenError {
  if (reply.status === 401) {
    return new AuthError(
      key === undefined ? t('{0} requires a key.', origin) : t('{0} did not accept {1}.', origin, key),
      {
        advice:
          key !== undefined
            ? t('Sign in again, or ask the server’s administrator for a new key.')
            : t('Connect to it with your key.'),
        requestId: reply.requestId,
      },
    );
  }
  if (reply.status === 500 && reply.says(/keygen/) !== null) {
    return new AuthError(t('{0} requires keys, but has no users yet.', origin), {
      advice: t('Its administrator needs to run “oxen-server add-user” first.'),
      requestId: reply.requestId,
    });
  }
  return new HttpError(reply, what, key);
}

/** A plain 404 of the router carries the bare code (or, from a proxy, nothing at all). */
function isBareNotFound(statusMessage: string | undefined): boolean {
  return statusMessage === undefined || statusMessage === 'resource_not_found';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function quote(text: string): string {
  return cut(collapseWhitespace(text), QUOTED);
}

/** Not as plainText does it, which shows each line break: pages and JSON are laid out with many. */
function collapseWhitespace(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters)}…`;
}

/** Seconds or a date, as ms from now. A date is by the server's clock, which may be another than ours. */
function retryAfter(reply: TransportReply): number | undefined {
  const value = reply.header('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  const now = Date.parse(reply.header('date') ?? '') || Date.now();
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER);
}
