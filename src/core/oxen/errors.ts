import { t } from '@vscode/l10n';
import prettyMs from 'pretty-ms';
import { type ErrorDetails, UserError } from '../userError';

/** What can go wrong between us and a server. Each says what happened and what to do. */
export class OxenError extends UserError {
  /** The id that we sent with the request; the server's log has it too. */
  readonly requestId: string | undefined;
  /** Whether another key, or more rights for this one, would help. */
  readonly refusesAccess: boolean = false;

  constructor(
    message: string,
    options: { advice?: string | undefined; cause?: unknown; requestId?: string | undefined } = {},
  ) {
    super(message, options);
    this.requestId = options.requestId;
  }

  override get details(): ErrorDetails {
    return { ...super.details, requestId: this.requestId };
  }
}

/** What an error reply says, whichever of its forms it came in (docs/protocol/requests.md#shapes). */
export interface ErrorReply {
  readonly status: number;
  /** The server's own words, '' when it gave none; shortened, and without the key. */
  readonly message: string;
  /** Looks into the words as they came: what they tell must not change with a key that occurs in them. */
  readonly says: (pattern: RegExp) => RegExpExecArray | null;
  /** `status_message`: a code such as `resource_not_found`, or free text. */
  readonly code: string | undefined;
  /** `error.type`, for example `lock_timeout`. */
  readonly type: string | undefined;
  /** Hashes of a `version_blobs_missing` reply. */
  readonly missingHashes: readonly string[] | undefined;
  /** An Oxen server wrote it, no proxy on the way. */
  readonly fromOxen: boolean;
  /**
   * A 404 of the router, not of a handler: this server does not know the route
   * (docs/protocol/requests.md#unknown-routes).
   */
  readonly unknownRoute: boolean;
  /** Milliseconds of a `Retry-After` header. */
  readonly retryAfter: number | undefined;
  readonly requestId: string;
}

/** The server answered, and it was no success. */
export class HttpError extends OxenError {
  override readonly refusesAccess: boolean;

  /** @param key how sentences call the key that was sent, if there was one */
  constructor(
    readonly reply: ErrorReply,
    what: string,
    key?: string,
  ) {
    const words = reply.message === '' ? '' : `: ${reply.message}`;
    super(t('{0} failed: the server answered {1}{2}', what, reply.status, words), {
      advice: adviceFor(reply, key),
      requestId: reply.requestId,
    });
    this.refusesAccess = reply.status === 403;
  }

  get status(): number {
    return this.reply.status;
  }
}

/** Whether an Oxen server says that nothing is there. A 404 of a proxy says nothing of the kind. */
export function isMissing(error: unknown): error is HttpError {
  return error instanceof HttpError && error.status === 404 && error.reply.fromOxen;
}

/** Whether the server does not have this route at all, or a proxy does not let it through. */
export function isUnknownRoute(error: unknown): error is HttpError {
  return error instanceof HttpError && error.reply.unknownRoute;
}

/** No answer: not there, cut off, refused by the network. */
export class NetworkError extends OxenError {}

/** No way to the server until somebody changes something: a certificate, a proxy's no. Trying again does not help. */
export class UnreachableError extends OxenError {}

/** No answer, or no byte, for longer than a request may stay silent. */
export class TimeoutError extends OxenError {}

/** An answer of a shape that no Oxen server gives. */
export class UnexpectedReplyError extends OxenError {}

/** We are sent on to another address, where we do not go by ourselves. */
export class RedirectError extends OxenError {}

/** Bytes are not what they should be. */
export class IntegrityError extends OxenError {}

/** The branch holds something else at these paths. */
export class ConflictError extends OxenError {
  constructor(
    message: string,
    readonly paths: readonly string[],
    options: { advice: string; cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The server does not take the key, or wants one, or we refuse to send it. */
export class AuthError extends OxenError {
  override readonly refusesAccess = true;
}

/** The key would travel in the clear to another machine. */
export class PlainHttpError extends AuthError {}

/** Whether another key, or more rights for this one, would help. */
export function isAccessRefused(error: unknown): error is OxenError {
  return error instanceof OxenError && error.refusesAccess;
}

function adviceFor(reply: ErrorReply, key: string | undefined): string | undefined {
  switch (reply.status) {
    case 403:
      return key === undefined
        ? t('This is not allowed without a key. Connect to the server with your key.')
        : t(
            '{0} does not grant access to this. Ask the owner of the repository for access, or connect with another key.',
            capitalised(key),
          );
    case 404:
      return adviceForMissing(reply, key);
    case 413:
      return t('A proxy in front of the server limits the size of requests. Ask its administrator.');
    case 426:
      return t('The server requires a newer client. Update this extension.');
    case 429:
    case 503:
      return t(
        'The server is busy. Try again in {0}.',
        reply.retryAfter === undefined
          ? t('a while')
          : prettyMs(reply.retryAfter, { verbose: true, compact: true }),
      );
    case 507:
      return t('The server is out of disk space. Contact its administrator.');
    default:
      return reply.status >= 500
        ? t('Try again. If the problem persists, give the request id to the server’s administrator.')
        : undefined;
  }
}

function adviceForMissing({ fromOxen, says }: ErrorReply, key: string | undefined): string {
  if (!fromOxen)
    return t(
      'This reply is not from an Oxen server: a proxy in between may not know this address. Ask its administrator.',
    );
  if (says(/workspace (not found|does not exist)/i) !== null)
    return t(
      'Someone deleted it on the server. Upload again: content already on the server is not sent again.',
    );
  return key === undefined
    ? t('Check the names. Private repositories look missing without a key.')
    : t(
        'Check the names. Private repositories look missing unless {0} has access; their owner can grant it.',
        key,
      );
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
