import assert from 'node:assert/strict';
import { appendFile, open, rm, truncate, writeFile } from 'node:fs/promises';
import { readPlanned, type ChunkBodyOptions } from '../../src/core/files/fileBody';
import { chunkBody } from '../../src/core/files/worker/offThread';
import { hashBytes, hashFile } from '../../src/core/files/hash';
import { useTempFolder, writeFiles } from './tempFolder';

const KiB = 1024;
const CHUNK = 1000 * KiB;
const PIECE = 512 * KiB;

describe('the body of a chunk', () => {
  const at = useTempFolder();
  const content = Buffer.from(Uint8Array.from({ length: 2 * CHUNK + 200 * KiB }, (_, index) => index % 251));

  /** What a request for chunk `number` of the file is given, as planned before the file changes. */
  async function plan(number: number): Promise<ChunkBodyOptions> {
    await writeFiles({ [at('file')]: content });
    const { chunks, size } = await hashFile(at('file'), {
      chunkBytes: CHUNK,
      signal: new AbortController().signal,
    });
    const expected = chunks[number];
    assert.ok(expected !== undefined);
    const start = number * CHUNK;
    return { path: at('file'), start, length: Math.min(CHUNK, size - start), expected };
  }

  for (const number of [0, 1, 2]) {
    it(`is exactly the bytes of chunk ${number}, in small pieces`, async () => {
      const { pieces, error } = await consume(chunkBody(await plan(number)));

      assert.equal(error, undefined);
      assert.deepEqual(Buffer.concat(pieces), content.subarray(number * CHUNK, (number + 1) * CHUNK));
      assert.ok(pieces.every((piece) => piece.length <= PIECE));
    });
  }

  it('leaves earlier pieces alone: a socket may still hold them', async () => {
    const { pieces, copies } = await consume(chunkBody(await plan(0)));

    assert.deepEqual(pieces, copies);
  });

  const spoiled: Readonly<Record<string, (path: string) => Promise<void>>> = {
    'its first byte changed': (path) => overwrite(path, 0),
    'its last byte changed': (path) => overwrite(path, CHUNK - 1),
    'the file shrank into it': (path) => truncate(path, CHUNK - 1),
    'the file was emptied': (path) => truncate(path, 0),
  };
  for (const [what, spoil] of Object.entries(spoiled)) {
    it(`is never complete when ${what}`, async () => {
      const planned = await plan(0);
      await spoil(planned.path);

      const { pieces, error } = await consume(chunkBody(planned));

      assert.ok(Buffer.concat(pieces).length < planned.length, 'all bytes of a wrong chunk were handed out');
      assert.deepEqual(pick(error), { kind: 'changed', path: planned.path });
    });
  }

  it('is never complete when the file changes while it is sent', async () => {
    const planned = await plan(0);
    const body = chunkBody(planned);
    const first = await body.next();
    await overwrite(planned.path, CHUNK - 100);

    const { pieces, error } = await consume(body);

    assert.equal(first.done, false);
    assert.ok(PIECE + Buffer.concat(pieces).length < planned.length);
    assert.deepEqual(pick(error), { kind: 'changed', path: planned.path });
  });

  it('of one single piece is held back when it is wrong', async () => {
    const planned = await plan(2);
    await overwrite(planned.path, 2 * CHUNK + 3);

    const { pieces, error } = await consume(chunkBody(planned));

    assert.deepEqual(pieces, []);
    assert.deepEqual(pick(error), { kind: 'changed', path: planned.path });
  });

  it('is still sent when only another chunk changed, or bytes were added behind', async () => {
    const planned = await plan(0);
    await overwrite(planned.path, CHUNK + 1);
    await appendFile(planned.path, 'more');

    const { pieces } = await consume(chunkBody(planned));

    assert.deepEqual(Buffer.concat(pieces), content.subarray(0, CHUNK));
  });

  it('of a file that is gone says so', async () => {
    const planned = await plan(0);
    await rm(planned.path);

    const { error } = await consume(chunkBody(planned));

    assert.deepEqual(pick(error), { kind: 'vanished', path: planned.path });
  });

  it('can be given up halfway, and the next one is right', async () => {
    const planned = await plan(0);
    const body = chunkBody(planned);
    await body.next();
    await body.return(undefined);

    const { pieces, error } = await consume(chunkBody(planned));

    assert.equal(error, undefined);
    assert.deepEqual(Buffer.concat(pieces), content.subarray(0, CHUNK));
  });

  it('is right in several requests at once', async () => {
    const planned = [await plan(0), await plan(1), await plan(2)];

    const bodies = await Promise.all(planned.map((options) => consume(chunkBody(options))));

    assert.deepEqual(Buffer.concat(bodies.flatMap(({ pieces }) => pieces)), content);
  });
});

describe('a small file read for sending', () => {
  const at = useTempFolder();

  async function plan(text: string) {
    await writeFiles({ [at('file')]: text });
    return { hash: await hashBytes(Buffer.from(text)), size: Buffer.byteLength(text) };
  }

  it('is its bytes, also when there are none', async () => {
    assert.equal((await readPlanned(at('file'), await plan('größe'))).toString(), 'größe');
    assert.equal((await readPlanned(at('file'), await plan(''))).length, 0);
  });

  for (const [what, text] of [
    ['has other bytes of the same size', 'other'],
    ['shrank', 'plan'],
    ['grew', 'plans and more'],
    ['was emptied', ''],
  ] as const) {
    it(`is not sent when it ${what}`, async () => {
      const planned = await plan('plans');
      await writeFile(at('file'), text);

      await assert.rejects(readPlanned(at('file'), planned), { kind: 'changed', path: at('file') });
    });
  }

  it('is not sent when it is gone', async () => {
    const planned = await plan('plans');
    await rm(at('file'));

    await assert.rejects(readPlanned(at('file'), planned), { kind: 'vanished', path: at('file') });
  });
});

/** Takes all pieces there are, with copies made on arrival, and what the body threw. */
async function consume(body: AsyncIterable<Uint8Array>) {
  const pieces: Uint8Array[] = [];
  const copies: Uint8Array[] = [];
  try {
    for await (const piece of body) {
      pieces.push(piece);
      copies.push(Buffer.from(piece));
    }
    return { pieces, copies, error: undefined };
  } catch (error) {
    return { pieces, copies, error };
  }
}

function pick(error: unknown) {
  assert.ok(error instanceof Error && 'kind' in error && 'path' in error, String(error));
  return { kind: error.kind, path: error.path };
}

async function overwrite(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.from([255]), 0, 1, position);
  await file.close();
}
