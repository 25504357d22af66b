import { once } from 'node:events';
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

export interface ProxiedReply {
  readonly status: number;
  readonly headers?: IncomingHttpHeaders;
  readonly body: Buffer | string;
}

/** One request in the proxy: it can be passed on, changed, answered otherwise, or left without an answer. */
export class ProxiedCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  private wasBroken = false;

  constructor(
    private readonly target: string,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
  ) {
    const url = new URL(request.url ?? '/', target);
    this.method = request.method ?? '';
    this.path = url.pathname;
    this.query = url.searchParams;
  }

  header(name: string): string | undefined {
    return [this.request.headers[name]].flat()[0];
  }

  /** Whether the client has gone away. */
  get isAborted(): boolean {
    return this.response.destroyed || this.request.destroyed;
  }

  /** Whether the client went away, of itself, before all of the request was there: no server acts on that. */
  get isUnfinished(): boolean {
    return !this.wasBroken && this.isAborted && !this.request.complete;
  }

  /** Bytes of the body, as announced. */
  get length(): number {
    return Number(this.header('content-length') ?? 0);
  }

  /** Fulfilled with the status once the client has its answer, or with `undefined` when the connection broke before. */
  async ended(): Promise<number | undefined> {
    if (!this.response.closed) await once(this.response, 'close');
    return this.response.writableFinished ? this.response.statusCode : undefined;
  }

  body(): Promise<Buffer> {
    return buffer(this.request);
  }

  /** Passes request and reply on as they are. */
  async pass(): Promise<void> {
    const forwarded = this.forwardedRequest(this.request.headers);
    this.request.pipe(forwarded);
    const reply = await replyTo(forwarded);
    this.response.writeHead(reply.statusCode ?? 0, reply.headers);
    await pipeline(reply, this.response);
  }

  /** Passes the first bytes of the request on, and no more; breaking the connection to the server is left to `drop`. */
  async passFirst(bytes: number): Promise<void> {
    const forwarded = this.forwardedRequest(this.request.headers);
    forwarded.on('error', () => undefined); // it is meant to break
    let left = bytes;
    for await (const piece of this.request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(piece)) throw new TypeError('request bodies are read as bytes');
      const part = piece.subarray(0, left);
      await new Promise((resolve) => forwarded.write(part, resolve));
      left -= part.length;
      if (left <= 0) return;
    }
  }

  /** Has the server handle the request, with another body or other headers if given; nothing reaches the client yet. */
  async forward(
    change: { readonly body?: Buffer; readonly headers?: IncomingHttpHeaders } = {},
  ): Promise<ProxiedReply> {
    const body = change.body ?? (await this.body());
    const headers = { ...this.request.headers, ...change.headers, 'content-length': String(body.length) };
    const forwarded = this.forwardedRequest(headers);
    forwarded.end(body);
    const reply = await replyTo(forwarded);
    return { status: reply.statusCode ?? 0, headers: reply.headers, body: await buffer(reply) };
  }

  answer({ status, headers = {}, body }: ProxiedReply): void {
    this.request.resume();
    this.response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    this.response.end(body);
  }

  /** Answers like {@link answer}, but breaks the connection in the middle of the body. */
  async answerHalf({ status, headers = {}, body }: ProxiedReply): Promise<void> {
    const bytes = Buffer.from(body);
    this.response.writeHead(status, { ...headers, 'content-length': bytes.length });
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    await new Promise((resolve) => this.response.write(half, resolve));
    this.drop();
  }

  /** Answers, and says the same again, or something else, on the same connection, unasked. */
  async answerTwice(reply: ProxiedReply, again = reply): Promise<void> {
    const { socket } = this.request;
    this.answer(reply);
    await once(this.response, 'close');
    const head = `HTTP/1.1 ${again.status} Again\r\ncontent-type: application/json\r\n`;
    socket.write(`${head}content-length: ${Buffer.byteLength(again.body)}\r\n\r\n`);
    socket.write(again.body);
  }

  /** Answers with these bytes, head and all, as fast as they are taken, and nothing of the request's body is read. */
  async answerRaw(pieces: Iterable<string | Buffer> | AsyncIterable<string | Buffer>): Promise<void> {
    // The client may have had enough before their end.
    await pipeline(pieces, this.request.socket).catch(() => undefined);
  }

  /** Answers with success and with bytes, until the client has had enough. */
  async answerWithoutEnd(): Promise<void> {
    const piece = Buffer.alloc(1024 * 1024);
    this.response.writeHead(200);
    while (!this.isAborted) await new Promise((resolve) => this.response.write(piece, resolve));
  }

  /** Breaks the connection. */
  drop(): void {
    this.wasBroken = true;
    this.request.destroy();
    this.response.destroy();
  }

  /** Breaks the connection hard, as routers do that have forgotten it. */
  reset(): void {
    this.wasBroken = true;
    this.request.socket.resetAndDestroy();
    this.response.destroy();
  }

  private forwardedRequest(headers: IncomingHttpHeaders): ClientRequest {
    const url = new URL(this.request.url ?? '/', this.target);
    const forwarded = httpRequest(url, { method: this.method, headers: { ...headers, host: url.host } });
    this.response.once('close', () => forwarded.destroy());
    return forwarded;
  }
}

function replyTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
}
