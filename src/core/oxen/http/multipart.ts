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
  const boundary = `oxen-upload-${randomBytes(16).toString('hex')}`;
  const heads = parts.map((part) => Buffer.from(head(part, boundary)));
  const tail = Buffer.from(`--${boundary}--\r\n`);
  const bytes = parts.reduce(
    (sum, part, i) => sum + (heads[i]?.length ?? 0) + part.bytes.byteLength + LINE_END.length,
    tail.length,
  );
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: {
      bytes,
      *pieces() {
        for (const [i, part] of parts.entries()) {
          yield heads[i] ?? tail;
          yield part.bytes;
          yield LINE_END;
        }
        yield tail;
      },
    },
  };
}

const LINE_END = Buffer.from('\r\n');

function head({ path, gzipped }: FilePart, boundary: string): string {
  const name = path.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return [
    `--${boundary}`,
    `Content-Disposition: form-data; name="file[]"; filename="${name}"`,
    `Content-Type: ${gzipped ? 'application/gzip' : 'application/octet-stream'}`,
    '\r\n',
  ].join('\r\n');
}
