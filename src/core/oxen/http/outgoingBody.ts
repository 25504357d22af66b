import { Readable } from 'node:stream';
import { whenLeft } from './leaving';
import type { RequestBody, TransportRequest } from './transport';

/** Small enough that “sent” moves on a slow line; on a fast one larger ones cost less. */
const FIRST_PIECE_BYTES = 64 * 1024;
const LARGEST_PIECE_BYTES = 512 * 1024;
/** A piece that leaves faster is followed by a larger one, and one that takes so long by a smaller one; in ms. */
const FAST = 5;
const SLOW = 50;

export interface OutgoingBodyOptions extends Pick<TransportRequest, 'pace' | 'onSent'> {
  /** Called when nothing has left for {@link STALL}, unless the pace allowed nothing. What it returns ends the body. */
  readonly onStall: () => Error;
}

/** How long nothing of a body may leave, in ms: undici measures only the silence after a request's last byte. */
export const STALL = 60_000;

/** A request's body on its way out: leaves piece by piece as its pace allows, tells of each, and notices a stall. */
export class OutgoingBody extends Readable {
  /** Why it ended early, when that was not the connection: undici would hand on words of its own. */
  failure: unknown;
  private readonly over = new AbortController();
  private readonly pieces: AsyncGenerator<Uint8Array>;
  private stallTimer: NodeJS.Timeout | undefined;

  constructor(
    body: RequestBody,
    private readonly options: OutgoingBodyOptions,
  ) {
    super({ highWaterMark: 1 }); // no piece is asked for before the one before it has left
    this.pieces = this.piecesOf(body);
    this.watchForStall();
  }

  override _read(): void {
    this.pieces.next().then(
      ({ done, value }) => this.push(done === true ? null : value),
      (error: unknown) => this.fail(error),
    );
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.stallTimer);
    this.over.abort(error);
    // Closes the file that is read from, after the step that goes on at the moment.
    this.pieces.return(undefined).catch(() => undefined);
    done(error);
  }

  private async *piecesOf(body: RequestBody): AsyncGenerator<Uint8Array> {
    const { giveBack } = body;
    let most = FIRST_PIECE_BYTES;
    for await (const whole of body.pieces()) {
      if (giveBack !== undefined) whenLeft(whole, () => giveBack(whole));
      for (let start = 0; start < whole.byteLength;) {
        const bytes = await this.allowance(Math.min(most, whole.byteLength - start));
        const since = performance.now();
        yield whole.subarray(start, start + bytes);
        this.options.onSent?.(bytes);
        if (bytes >= FIRST_PIECE_BYTES) most = pieceAfter(most, performance.now() - since);
        start += bytes;
      }
    }
    clearTimeout(this.stallTimer);
  }

  private async allowance(most: number): Promise<number> {
    const { pace } = this.options;
    clearTimeout(this.stallTimer); // to wait for the pace is no stall
    const bytes = pace === undefined ? most : await pace(most, this.over.signal);
    this.watchForStall();
    return bytes;
  }

  private watchForStall(): void {
    if (this.destroyed) return;
    this.stallTimer = setTimeout(() => this.fail(this.options.onStall()), STALL);
  }

  private fail(error: unknown): void {
    if (this.destroyed) return;
    this.failure = error;
    this.destroy(error instanceof Error ? error : new Error('The body could not be read.', { cause: error }));
  }
}

function pieceAfter(bytes: number, took: number): number {
  if (took < FAST) return Math.min(LARGEST_PIECE_BYTES, bytes * 2);
  return took < SLOW ? bytes : Math.max(FIRST_PIECE_BYTES, bytes / 2);
}
