import { randomBytes } from 'node:crypto';
import type { RepoPath } from '../../repoPath';
import type { RequestBody } from './transport';

/** One file of a multipart request. */
export interface FilePart {
  readonly path: RepoPath;
  readonly bytes: Uint8Array;
  /** The bytes are gzip that the server unpacks. A user's own `.gz` is not: it stays as it is. */
  readonly gzipped: boolean;
}

/**
 * A `multipart/form-data` body as the server reads it: the name in quotes as raw UTF-8 with backslash escapes, no
 * percent-encoding, `filename*` ignored (docs/protocol/staging.md#file-names). WHATWG `FormData` writes names
 * otherwise.
 */
export function multipartBody(parts: readonly FilePart[]): { body: RequestBody; contentType: string } {
  const boundary = newBoundary();
  const heads = parts.map((part) => Buffer.from(head(part, boundary)));
  const tail = inOwnMemory.encode(`--${boundary}--\r\n`);
  const bytes = parts.reduce(
    (sum, part, i) => sum + (heads[i]?.length ?? 0) + part.bytes.byteLength + LINE_END.length,
    tail.length,
  );
  return {
    contentType: contentTypeOf(boundary),
    body: {
      bytes,
      *pieces() {
        yield* joined(piecesOf(parts, heads));
        yield tail;
      },
      giveBack({ buffer }) {
        if (buffer.byteLength === BLOCK_BYTES && spare.length < MOST_SPARE) spare.push(Buffer.from(buffer));
      },
    },
  };
}

/** The same of one file, whose bytes are read as they leave. */
export function multipartFile(file: MultipartFile): { body: RequestBody; contentType: string } {
  const boundary = newBoundary();
  const begin = inOwnMemory.encode(head({ path: file.path, gzipped: false }, boundary));
  const end = inOwnMemory.encode(`\r\n--${boundary}--\r\n`);
  return {
    contentType: contentTypeOf(boundary),
    body: {
      bytes: begin.length + file.bytes + end.length,
      giveBack: file.giveBack,
      async *pieces() {
        yield begin;
        yield* file.pieces();
        yield end;
      },
    },
  };
}

/** A file and its body, of which `bytes` are those of the file. */
export interface MultipartFile extends RequestBody {
  readonly path: RepoPath;
}

function newBoundary(): string {
  return `oxen-upload-${randomBytes(16).toString('hex')}`;
}

function contentTypeOf(boundary: string): string {
  return `multipart/form-data; boundary=${boundary}`;
}

function* piecesOf(parts: readonly FilePart[], heads: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const [i, { bytes }] of parts.entries()) {
    const head = heads[i];
    if (head === undefined) throw new RangeError('A part has no head.');
    yield head;
    yield bytes;
    yield LINE_END;
  }
}

/** Small pieces are copied together: to hand each of them on by itself costs more. */
const BLOCK_BYTES = 64 * 1024;
/** Blocks that have left, to be filled again. */
const spare: Buffer[] = [];
const MOST_SPARE = 32;

function* joined(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let block = spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let filled = 0;
  for (const piece of pieces) {
    if (filled + piece.byteLength > BLOCK_BYTES && filled > 0) {
      yield block.subarray(0, filled);
      block = spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
      filled = 0;
    }
    if (piece.byteLength > BLOCK_BYTES) {
      yield piece;
      continue;
    }
    block.set(piece, filled);
    filled += piece.byteLength;
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/** Unlike `Buffer.from`, whose memory is that of Node's pool: others use it, too, and it must never be given back. */
const inOwnMemory = new TextEncoder();

const LINE_END = Buffer.from('\r\n');

function head({ path, gzipped }: Pick<FilePart, 'path' | 'gzipped'>, boundary: string): string {
  const name = path.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return [
    `--${boundary}`,
    `Content-Disposition: form-data; name="file[]"; filename="${name}"`,
    `Content-Type: ${gzipped ? 'application/gzip' : 'application/octet-stream'}`,
    '\r\n',
  ].join('\r\n');
}
