import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createXXHash3 } from 'hash-wasm';
import fc from 'fast-check';
import { ChunkDigests } from '../../src/core/files/hashing/chunkDigests';
import { hashBytes, hashFile, hashPieces } from '../../src/core/files/hashing/hash';
import { useTempFolder, writeFiles } from './tempFolder';

const MIB = 1024 * 1024;

/** Content and hash as real servers gave them (docs/protocol/hashes.md#examples). */
const vectors: readonly (readonly [name: string, content: Buffer, hash: string])[] = [
  ['nothing', Buffer.alloc(0), '99aa06d3014798d86001c324468d497f'],
  ['a', Buffer.from('a'), 'a96faf705af16834e6c632b61e964e1f'],
  ['Hello', Buffer.from('Hello'), '1bfd09d1a433fb78117b4c7b1583d16d'],
  ['hello', Buffer.from('hello'), 'b5e9c1ad071b3e7fc779cfaa5e523818'],
  ['File 0', Buffer.from('File 0'), '82d44cc82d2c1c957aeecb14293fb5ec'],
  ['File 1', Buffer.from('File 1'), 'aab67365636cc292a767ad9e48ca6e1f'],
  ['File 2', Buffer.from('File 2'), '2101009797546bf98de2b0bbcbd59f0'],
  ['File 3', Buffer.from('File 3'), '9c8fe1177e78b0fe5ec104db52b5e449'],
  ['File 5', Buffer.from('File 5'), '253badb52f99edddf74d1261b8c5f03a'],
  ['Repo with 10 files', Buffer.from('Repo with 10 files'), 'beb36f69f0b6efd87dbe3bb3dcea661c'],
  ['Test Content', Buffer.from('Test Content'), 'f2a2fd9728163d6860da01f6ee3e1040'],
  ['oxen-1648', Buffer.from('oxen-1648'), '82d61a217e3c924d60466bcc040c99'],
  ['oxen-5413', Buffer.from('oxen-5413'), '37241d950e873dc8f173f32256ed3'],
  ['oxen-64715', Buffer.from('oxen-64715'), 'e1bbe3e4f026040b32b44e00eb40'],
  ['1 MiB of zeros', Buffer.alloc(MIB), 'b6ef17a3448492b6918780b90550bf34'],
  ['1 MiB, byte i = i mod 251', counting(MIB), '53738d98098cabba6e0d7ac36b8c10ff'],
];

describe('the hash of a content', () => {
  const at = useTempFolder();
  const signal = new AbortController().signal;

  for (const [name, content, hash] of vectors) {
    it(`is the server's for ${name}: of bytes, of pieces and of a file`, async () => {
      await writeFiles({ [at('file')]: content });

      assert.equal(await hashBytes(content), hash);
      assert.equal(await hashPieces(inPieces(content, 1000)), hash);
      assert.deepEqual(await hashFile(at('file'), { signal }), { hash, size: content.length, chunks: [] });
    });
  }

  it('is right for several files at once', async () => {
    await writeFiles(Object.fromEntries(vectors.map(([name, content]) => [at(name), content])));

    const digests = await Promise.all(vectors.map(([name]) => hashFile(at(name), { signal, chunkBytes: 7 })));

    assert.deepEqual(
      digests.map((digest) => digest.hash),
      vectors.map(([, , hash]) => hash),
    );
  });

  for (const bytes of [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 12345]) {
    it(`of a file of ${bytes} bytes is that of its bytes, all of them counted`, async () => {
      const content = counting(bytes);
      await writeFiles({ [at('file')]: content });
      let counted = 0;

      const digest = await hashFile(at('file'), { signal, onBytes: (n) => (counted += n) });

      assert.equal(digest.hash, await hashBytes(content));
      assert.equal(digest.size, bytes);
      assert.equal(counted, bytes);
    });
  }
});

describe('the hashes of the chunks of a file', () => {
  const at = useTempFolder();
  const signal = new AbortController().signal;

  it('are one for each chunk, equal for equal chunks, whatever the reads were', async () => {
    const [one, other] = [counting(700_000), Buffer.alloc(700_000, 1)];
    await writeFiles({
      [at('file')]: Buffer.concat([one, other, one, other.subarray(0, 5)]),
      [at('one')]: one,
    });

    const { chunks } = await hashFile(at('file'), { signal, chunkBytes: 700_000 });
    const alone = await hashFile(at('one'), { signal, chunkBytes: 700_000 });

    assert.equal(chunks.length, 4);
    assert.deepEqual(alone.chunks, [chunks[0]]);
    assert.equal(chunks[2], chunks[0]);
    assert.equal(new Set(chunks).size, 3);
    assert.ok(chunks.every((chunk) => /^[0-9a-f]{16}$/.test(chunk)));
  });

  it('are those of the content’s slices, in whatever pieces it passes by', async () => {
    const hasher = await createXXHash3();
    const plain = (bytes: Uint8Array) => hasher.init().update(bytes).digest('hex');
    const cuts = fc.array(fc.integer({ min: 1, max: 300 }));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2000 }),
        fc.integer({ min: 1, max: 500 }),
        cuts,
        (content, chunk, cuts) => {
          const digests = new ChunkDigests(hasher, chunk);
          let rest = content;
          for (const cut of cuts) {
            digests.update(rest.subarray(0, cut));
            rest = rest.subarray(cut);
          }
          digests.update(rest);
          const found = digests.digests();

          const starts = Array.from({ length: Math.ceil(content.length / chunk) }, (_, i) => i * chunk);
          assert.deepEqual(
            found,
            starts.map((start) => plain(content.subarray(start, start + chunk))),
          );
        },
      ),
    );
  });

  it('leave no empty chunk at the end, and none of an empty file', async () => {
    await writeFiles({ [at('even')]: counting(4096), [at('empty')]: '' });

    assert.equal((await hashFile(at('even'), { signal, chunkBytes: 1024 })).chunks.length, 4);
    assert.deepEqual((await hashFile(at('empty'), { signal, chunkBytes: 1024 })).chunks, []);
  });
});

describe('a file that cannot be hashed', () => {
  const at = useTempFolder();
  const signal = new AbortController().signal;

  it('is named, and the user is told what to do', async () => {
    await assert.rejects(hashFile(at('gone.txt'), { signal }), (error: unknown) => {
      assert.ok(error instanceof Error && 'advice' in error);
      assert.equal(error.message, `${at('gone.txt')} no longer exists.`);
      assert.equal(error.advice, 'Restore or exclude it, then upload again.');
      return true;
    });
  });

  it('is a folder or a link in its place: not a file', async () => {
    await mkdir(at('folder'));
    await writeFiles({ [at('secret')]: 'secret' });
    await symlink(at('secret'), at('link'));

    await assert.rejects(hashFile(at('folder'), { signal }), { kind: 'not-a-file', path: at('folder') });
    await assert.rejects(hashFile(at('link'), { signal }), { kind: 'not-a-file', path: at('link') });
  });

  it('can be opened but not read', async function () {
    if (process.platform !== 'linux') this.skip();

    await assert.rejects(hashFile('/proc/self/mem', { signal }), {
      kind: 'unreadable',
      path: '/proc/self/mem',
    });
  });

  it('is a pipe in its place, and nobody waits for its other end', async function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', [at('pipe')]);

    await assert.rejects(hashFile(at('pipe'), { signal }), { kind: 'not-a-file' });
  });

  it('has a parent that is a file now: vanished', async () => {
    await writeFiles({ [at('was-a-folder')]: '' });

    await assert.rejects(hashFile(at('was-a-folder', 'file'), { signal }), { kind: 'vanished' });
  });

  it('is let go of at once when the user cancels', async () => {
    await writeFiles({ [at('big')]: Buffer.alloc(8 * MIB) });
    const controller = new AbortController();
    let reads = 0;

    const hashing = hashFile(at('big'), {
      signal: controller.signal,
      onBytes: () => {
        reads += 1;
        if (reads === 2) controller.abort(new Error('cancelled by the user'));
      },
    });

    await assert.rejects(hashing, { message: 'cancelled by the user' });
    assert.equal(reads, 2);
  });
});

function counting(bytes: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => index % 251));
}

function inPieces(content: Buffer, bytes: number): AsyncIterable<Uint8Array> {
  const starts = Array.from({ length: Math.ceil(content.length / bytes) }, (_, index) => index * bytes);
  return Readable.from(starts.map((start) => content.subarray(start, start + bytes)));
}
