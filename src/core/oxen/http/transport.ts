/** A request's body: its exact length, and its pieces, made again for each attempt. */
export interface RequestBody {
  readonly bytes: number;
  pieces(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Told of pieces, each with memory of its own, that nothing reads any more. Of some that is never known. */
  readonly giveBack?: ((piece: Uint8Array) => void) | undefined;
}

/** How many of the next `most` bytes of a body may leave: waits until it is one at least, or rejects with the signal's reason. */
export type Pace = (most: number, signal: AbortSignal) => Promise<number>;

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'QUERY';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody | undefined;
  /** Asked before each piece of the body leaves. While it waits, nothing is a stall. */
  readonly pace?: Pace | undefined;
  /** Bytes of the body that have left for the socket. */
  readonly onSent?: ((bytes: number) => void) | undefined;
  /** How long nothing may happen before the request has failed, in ms. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

export interface TransportReply {
  readonly status: number;
  header(name: string): string | undefined;
  /** Read it to the end, or leave its loop: either frees the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends one request once. Redirects are answers like others, and nothing is repeated here.
 *
 * Rejects with the signal's reason when cancelled, with what {@link RequestBody.pieces} threw,
 * with {@link NetworkError}, {@link TimeoutError} or {@link UnreachableError}; never because of a status.
 */
export type Transport = (request: TransportRequest) => Promise<TransportReply>;
