import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { type FilePart, multipartBody } from '../../src/core/oxen/http/multipart';
import type { RequestBody } from '../../src/core/oxen/http/transport';
import { isRefusal, repoPath } from '../../src/core/repoPath';
import { readParts } from '../oxen-server/http/multipart';

interface ReadPart {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

describe('a multipart body', () => {
  it('comes back as it went in, whatever the names and contents', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !isRefusal(repoPath(text)));
    const parts = fc.array(fc.record({ name, bytes: fc.uint8Array(), gzipped: fc.boolean() }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(parts, (files) => {
        const read = readAsTheServerDoes(files.map(({ name, bytes, gzipped }) => part(name, bytes, gzipped)));
        assert.deepEqual(
          read.map(({ name, type, bytes }) => [name, type === 'application/gzip', bytes.toString('hex')]),
          files.map(({ name, bytes, gzipped }) => [name, gzipped, Buffer.from(bytes).toString('hex')]),
        );
      }),
    );
  });

  it('is read by another reader as it was written', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !isRefusal(repoPath(text)));
    const files = fc.array(fc.record({ name, bytes: fc.uint8Array() }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 200 }), async (files, pieceBytes) => {
        const { body, contentType } = multipartBody(files.map(({ name, bytes }) => part(name, bytes, false)));
        const read: unknown[] = [];
        for await (const { name, filename, content } of readParts(piecesOf(body, pieceBytes), contentType)) {
          read.push([name, filename, await hexOf(content)]);
        }
        assert.deepEqual(
          read,
          files.map(({ name, bytes }) => ['file[]', name, Buffer.from(bytes).toString('hex')]),
        );
      }),
    );
  });

  it('writes names as raw UTF-8 with a backslash before quotes, never percent-encoded', () => {
    const { body } = multipartBody([part('ü "x" %20.txt', Buffer.from('content'), false)]);
    assert.ok(textOf(body.pieces()).includes('name="file[]"; filename="ü \\"x\\" %20.txt"\r\n'));
  });

  it('gives back only memory of its own, however large the pool is that it shares with others', () => {
    const usual = Buffer.poolSize;
    Buffer.poolSize = 64 * 1024; // as from Node 26.3 on
    try {
      let others = Buffer.from('of others');
      while (others.buffer.byteLength !== Buffer.poolSize) others = Buffer.from('of others');
      const { body } = multipartBody([part('a', Buffer.from('content'), false)]);
      for (const piece of syncPieces(body.pieces())) body.giveBack?.(piece);

      const [filled] = syncPieces(multipartBody([part('b', Buffer.alloc(60_000), false)]).body.pieces());

      assert.equal(others.toString(), 'of others');
      assert.notEqual(filled?.buffer, others.buffer);
    } finally {
      Buffer.poolSize = usual;
    }
  });

  it('keeps a content apart that looks like a boundary', () => {
    const { body, contentType } = multipartBody([part('a', Buffer.from('--oxen-upload\r\n--'), false)]);
    const boundary = contentType.split('boundary=')[1] ?? '';
    assert.equal(textOf(body.pieces()).split(boundary).length, 3);
    assert.match(boundary, /^[\w-]{20,70}$/);
  });
});

/** As they may come from the network. */
function piecesOf(body: RequestBody, pieceBytes: number): AsyncIterable<Buffer> {
  const all = Buffer.concat([...syncPieces(body.pieces())]);
  const starts = Array.from({ length: Math.ceil(all.length / pieceBytes) }, (_, i) => i * pieceBytes);
  return Readable.from(starts.map((start) => all.subarray(start, start + pieceBytes)));
}

async function hexOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces).toString('hex');
}

function part(name: string, bytes: Uint8Array, gzipped: boolean): FilePart {
  const path = repoPath(name);
  assert.ok(!isRefusal(path));
  return { path, bytes, gzipped };
}

function readAsTheServerDoes(parts: readonly FilePart[]): ReadPart[] {
  const { body, contentType } = multipartBody(parts);
  const all = Buffer.concat([...syncPieces(body.pieces())]);
  assert.equal(all.length, body.bytes, 'it is as long as it says');
  const delimiter = `--${contentType.split('boundary=')[1] ?? ''}`;
  const read: ReadPart[] = [];
  let start = all.indexOf(delimiter);
  for (let end = all.indexOf(delimiter, start + 1); end >= 0; end = all.indexOf(delimiter, start + 1)) {
    const headEnd = all.indexOf('\r\n\r\n', start);
    const head = all.subarray(start, headEnd).toString('utf8');
    const name = /; filename="((?:[^"\\]|\\.)*)"\r\n/su.exec(head)?.[1] ?? '';
    const type = /\r\nContent-Type: (\S+)$/.exec(head)?.[1] ?? '';
    read.push({ name: name.replace(/\\(.)/gsu, '$1'), type, bytes: all.subarray(headEnd + 4, end - 2) });
    start = end;
  }
  assert.equal(all.subarray(start).toString(), `${delimiter}--\r\n`);
  return read;
}

function textOf(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): string {
  return Buffer.concat([...syncPieces(pieces)]).toString('utf8');
}

function syncPieces(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Iterable<Uint8Array> {
  assert.ok(Symbol.iterator in pieces, 'what lies in memory needs no waiting');
  return pieces;
}
