import { drain } from '../storage/drain';
import { parseContentDisposition } from './contentDisposition';

/** The body is not the multipart it claims to be. */
export class MultipartError extends Error {}

export interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  /** The part's bytes as they come; what is left of them is skipped when the next part is asked for. */
  readonly content: AsyncGenerator<Buffer>;
}

const HEADERS_LIMIT = 64 * 1024;

/** Reads the parts of a multipart body one after another, never holding more than a piece of one. */
export async function* readParts(
  chunks: AsyncIterable<Buffer>,
  contentType: string | undefined,
): AsyncGenerator<Part> {
  const window = new SlidingWindow(chunks);
  const delimiter = Buffer.from(`\r\n--${boundaryOf(contentType)}`);

  // The first delimiter has no line break of its own before it.
  window.prepend(Buffer.from('\r\n'));
  await drain(window.until(delimiter));

  while (!(await window.skip('--'))) {
    if (!(await window.skip('\r\n'))) throw new MultipartError('Multipart stream is incomplete');
    const headers = await window.text(Buffer.from('\r\n\r\n'), HEADERS_LIMIT);
    const content = window.until(delimiter);
    yield { ...partHeaders(headers), content };
    await drain(content);
  }
  await drain(window.rest());
}

function boundaryOf(contentType: string | undefined): string {
  if (contentType === undefined) throw new MultipartError('Could not find Content-Type header');
  const match = /^multipart\/[^;]+;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw new MultipartError('Multipart boundary is not found');
  return boundary;
}

function partHeaders(text: string): Omit<Part, 'content'> {
  const headers = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const { name, filename } = parseContentDisposition(headers.get('content-disposition') ?? '');
  if (name === undefined) throw new MultipartError('A Content-Disposition header does not have a name');
  return { name, filename, contentType: headers.get('content-type') };
}

class SlidingWindow {
  readonly #source: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  prepend(bytes: Buffer): void {
    this.#pending = Buffer.concat([bytes, this.#pending]);
  }

  /** Yields what comes before `mark`, and consumes the mark. */
  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#pending.indexOf(mark);
      if (at >= 0) {
        const before = this.#pending.subarray(0, at);
        this.#pending = this.#pending.subarray(at + mark.length);
        if (before.length > 0) yield before;
        return;
      }
      // The mark may have begun at the end of what is here.
      const safe = Math.max(0, this.#pending.length - mark.length + 1);
      const before = this.#pending.subarray(0, safe);
      this.#pending = this.#pending.subarray(safe);
      if (before.length > 0) yield before;
      await this.#demand();
    }
  }

  async text(mark: Buffer, limit: number): Promise<string> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const piece of this.until(mark)) {
      size += piece.length;
      if (size > limit) throw new MultipartError('The headers of a part are too long');
      parts.push(piece);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  async skip(text: string): Promise<boolean> {
    while (this.#pending.length < text.length) await this.#demand();
    if (this.#pending.toString('latin1', 0, text.length) !== text) return false;
    this.#pending = this.#pending.subarray(text.length);
    return true;
  }

  async *rest(): AsyncGenerator<Buffer> {
    while (await this.#fill()) {
      yield this.#pending;
      this.#pending = Buffer.alloc(0);
    }
  }

  async #demand(): Promise<void> {
    if (!(await this.#fill())) throw new MultipartError('Multipart stream is incomplete');
  }

  async #fill(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#pending = this.#pending.length === 0 ? next.value : Buffer.concat([this.#pending, next.value]);
    return true;
  }
}
