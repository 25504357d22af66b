import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { version as ourVersion } from '../../../../package.json';
import { isLoopback, type Origin, type RepositoryName, repositoryPath } from '../address';
import { AuthError, type OxenError, PlainHttpError, RedirectError, UnexpectedReplyError } from '../errors';
import { keyWords } from '../server/keyOwner';
import { type Redact, redactor } from '../../redact';
import { asError, errorReply, parseReply, type ReplyContext } from './reply';
import { bounded, ERROR_BYTES, readErrorText, readText, REPLY_BYTES } from './replyBody';
import { type Repeat, type RetryOptions, withRetry } from './retry';
import { openGate, type RequestGate } from './requestGate';
import type { RequestBody, Transport, TransportReply, TransportRequest } from './transport';

/**
 * Not a word with `oxen` in it: such a client must prove a version of its own, else 426
 * (docs/protocol/requests.md#user-agent).
 */
const USER_AGENT = `vscode-ox-upload/${ourVersion}`;

/** How long a usual request may stay silent, in ms. */
const IDLE_TIMEOUT_MS = 60_000;
/** For requests that make the server read or write whole files before it answers, in ms. */
export const LONG_IDLE_TIMEOUT_MS = 30 * 60_000;
/** How long retries go on before the server has accepted any content, and after that, in ms. */
const FIRST_PATIENCE = 30_000;
const PATIENCE = 5 * 60_000;

/** In characters: servers and proxies take no longer headers, as a rule. */
const LONGEST_KEY = 4096;

export interface Call {
  /** For the error's sentence: “Creating the branch”. */
  readonly what: string;
  readonly method: TransportRequest['method'];
  /** Below the origin, or below the repository's API address; segments already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Sent as JSON with exactly `application/json`: servers take no charset (docs/protocol/repositories.md#creating). */
  readonly json?: unknown;
  readonly body?: RequestBody;
  readonly contentType?: string;
  readonly repeat: Repeat;
  readonly idleTimeoutMs?: number;
  /** Bytes of the reply that are read at most; beyond, the call has failed. */
  readonly maxReplyBytes?: number;
  /** The same of an error's reply, where more than its words is wanted; beyond, it is cut. */
  readonly maxErrorBytes?: number;
  readonly signal: AbortSignal;
  /** Of a request that carries content: its bytes as they leave. */
  readonly onSent?: (bytes: number) => void;
  /** Tells of an error, otherwise worth repeating, that it has come for long enough. */
  readonly shouldGiveUp?: RetryOptions['shouldGiveUp'];
}

const WEB = /^https?:$/;

export interface ServerOptions {
  readonly origin: Origin;
  /** Bearer key; sent to this origin only. */
  readonly key?: string | undefined;
  readonly transport: Transport;
  /** The user's yes to a key over plain http to another machine. */
  readonly allowHttp?: boolean;
  /** Of the run that the server is spoken to for. */
  readonly gate?: RequestGate;
}

/** One server, spoken to with one key. */
export class OxenServer {
  readonly origin: Origin;
  private readonly gate: RequestGate;
  /** Blots the key out of what others wrote. */
  readonly redact: Redact;
  /** When the server answered last, in ms of `performance.now()`; none before it has accepted content. */
  private progressed: number | undefined;
  private quickest: number | undefined;

  /** @throws AuthError for a key that would travel in the clear, or that cannot be a header */
  constructor(private readonly options: ServerOptions) {
    this.origin = options.origin;
    this.gate = options.gate ?? openGate();
    const { key, origin, allowHttp = false } = options;
    this.redact = redactor(key === undefined ? [] : [key]);
    if (key === undefined) return;
    if (key.length > LONGEST_KEY) {
      throw new AuthError(t('The key is too long: {0} characters, limit {1}.', key.length, LONGEST_KEY), {
        advice: t('Copy the key again, and nothing else.'),
      });
    }
    if (origin.startsWith('http:') && !isLoopback(origin) && !allowHttp) {
      throw new PlainHttpError(
        t('{0} would receive your key over plain HTTP, readable by anyone on the network.', origin),
        {
          advice: t('Use its HTTPS address, or allow plain HTTP for this server.'),
        },
      );
    }
    if (!/^[\x21-\x7e]+$/.test(key)) {
      throw new AuthError(t('The key contains spaces or invalid characters.'), {
        advice: t('Copy the whole key again.'),
      });
    }
  }

  /** How sentences call the key, if there is one. */
  get keyWords(): string | undefined {
    return this.options.key === undefined ? undefined : keyWords(this.options.key);
  }

  /** How long the quickest answer to a request without content took, in ms: the way there and back, and little else. */
  get quickestReply(): number | undefined {
    return this.quickest;
  }

  repository(name: RepositoryName): Repository {
    return { server: this, name, path: repositoryPath(name) };
  }

  /** Calls, and reads the reply in the shape of `schema`. */
  async json<T>(call: Call, schema: v.GenericSchema<unknown, T>): Promise<T> {
    return this.retrying(call, async () => {
      const { reply, requestId } = await this.once(call);
      const { what, maxReplyBytes: maxBytes = REPLY_BYTES } = call;
      const text = await readText(reply.body, { maxBytes, what, requestId });
      // Not before it is whole: one that breaks off each time would be asked for for ever.
      if (this.progressed !== undefined || call.onSent !== undefined) this.progressed = performance.now();
      return parseReply(text, schema, what, this.context(requestId));
    });
  }

  /** Calls, and lets `read` have the reply's bytes as they come; again when the connection breaks on the way. */
  async bytes<T>(call: Call, read: (body: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
    return this.retrying(call, async () => {
      const { reply, requestId } = await this.once(call);
      const { what, maxReplyBytes: maxBytes = Infinity } = call;
      return read(this.progressing(bounded(reply.body, { maxBytes, what, requestId })));
    });
  }

  /** Each piece of a long reply shows that the server is of use. */
  private async *progressing(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      if (this.progressed !== undefined) this.progressed = performance.now();
      yield piece;
    }
  }

  private async retrying<T>(call: Call, attempt: () => Promise<T>): Promise<T> {
    const { repeat, signal, shouldGiveUp } = call;
    const { gate } = this;
    const patience = () =>
      this.progressed === undefined
        ? { ms: FIRST_PATIENCE, since: 0 }
        : { ms: PATIENCE, since: this.progressed };
    return withRetry(attempt, { repeat, signal, patience, gate, shouldGiveUp });
  }

  private async once(call: Call): Promise<{ reply: TransportReply; requestId: string }> {
    const requestId = randomUUID();
    const { key, transport } = this.options;
    const body = call.json === undefined ? call.body : jsonBody(call.json);
    if (body !== undefined) await this.gate.resumed(call.signal);
    const asked = performance.now();
    const reply = await transport({
      method: call.method,
      url: this.url(call),
      headers: {
        'user-agent': USER_AGENT,
        'accept-encoding': 'identity',
        'x-oxen-request-id': requestId,
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && {
          'content-type':
            call.contentType ?? (call.json === undefined ? 'application/octet-stream' : 'application/json'),
        }),
      },
      body,
      pace: this.gate.pace,
      onSent: call.onSent,
      idleTimeoutMs: call.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
      signal: call.signal,
    });
    if (body === undefined) this.quickest = Math.min(this.quickest ?? Infinity, performance.now() - asked);
    if (reply.status >= 300) throw await this.failure(call, reply, requestId);
    await requireUnpacked(reply, call, requestId);
    return { reply, requestId };
  }

  private async failure(call: Call, reply: TransportReply, requestId: string): Promise<OxenError> {
    const text = await readErrorText(reply.body, call.maxErrorBytes ?? ERROR_BYTES);
    if (reply.status < 400) return this.redirected(reply.header('location'), requestId);
    return asError(errorReply(reply, text, this.context(requestId)), call.what, {
      origin: this.origin,
      key: this.keyWords,
    });
  }

  private context(requestId: string): ReplyContext {
    return { requestId, redact: this.redact };
  }

  /** A key never follows a redirect, so no request does: the user gives the address it leads to, or not. */
  private redirected(location: string | undefined, requestId: string): OxenError {
    const target =
      location === undefined || !URL.canParse(location, this.origin)
        ? undefined
        : new URL(location, this.origin);
    return new RedirectError(
      t('{0} redirects {1}; your files and key were not sent there.', this.origin, this.whereTo(target)),
      {
        advice:
          target === undefined || WEB.test(target.protocol)
            ? t(
                'If that is the right server, connect to its address instead. It may also be this network’s sign-in page.',
              )
            : t('Check that the address is that of an Oxen server.'),
        requestId,
      },
    );
  }

  private whereTo(target: URL | undefined): string {
    if (target === undefined) return t('to another address');
    // An address that is none of the web has no origin to tell of.
    if (!WEB.test(target.protocol))
      return t('to a “{0}” address, which is not on the web', this.redact(target.protocol));
    return target.origin === this.origin ? t('to another page') : t('to {0}', this.redact(target.origin));
  }

  private url({ path, query }: Call): string {
    const url = new URL(this.origin + path);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value));
    return url.href;
  }
}

/** A repository on a server: what the calls of this room take. */
export interface Repository {
  readonly server: OxenServer;
  readonly name: RepositoryName;
  /** `/api/repos/NS/NAME` */
  readonly path: string;
}

/** We ask for plain replies; a proxy that packs them all the same would be taken for nonsense. */
async function requireUnpacked(reply: TransportReply, { what }: Call, requestId: string): Promise<void> {
  const packing = reply.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (packing === 'identity' || packing === '') return;
  await readErrorText(reply.body, 0); // closes the connection
  throw new UnexpectedReplyError(
    t('{0} failed: the reply was compressed, although that was not requested.', what),
    {
      advice: t('A proxy in between compresses replies: ask its administrator to exclude this server.'),
      requestId,
    },
  );
}

function jsonBody(value: unknown): RequestBody {
  return bufferBody(Buffer.from(JSON.stringify(value)));
}

/** A body that lies in memory. */
export function bufferBody(...buffers: readonly Uint8Array[]): RequestBody {
  return { bytes: buffers.reduce((sum, { byteLength }) => sum + byteLength, 0), pieces: () => buffers };
}
