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

  /** Breaks the connection. */
  drop(): void {
    this.request.destroy();
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
