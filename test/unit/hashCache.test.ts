import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import pMap from 'p-map';
import { hashBytes, hashFile } from '../../src/core/files/hashing/hash';
import { type Digester, HashCache } from '../../src/core/files/hashing/hashCache';
import { useTempFolder, writeFiles } from './tempFolder';

describe('the cache of hashes', () => {
  const at = useTempFolder();
  const { signal } = new AbortController();

  /** As another process finds it; `read` are the files whose content was read. */
  function cache() {
    const read: string[] = [];
    const reader: Digester = (path, options) => {
      read.push(path);
      return hashFile(path, options);
    };
    return { hashes: new HashCache(at('cache'), reader, onExt4), read };
  }

  /** Wherever the tests' folder lies: in memory, nothing would be kept. */
  const onExt4 = () => Promise.resolve(0xef53);

  /** Every file is as if it had not been touched for a minute; ctime cannot be set, so the clock is. */
  const realNow = Date.now;
  beforeEach(() => {
    Date.now = () => realNow() + 60_000;
  });
  afterEach(() => {
    Date.now = realNow;
  });

  it('knows a file again in another process, with its chunks, without reading it', async () => {
    await writeFiles({ [at('data/a.bin')]: Buffer.alloc(3000, 'a'), [at('data/__proto__')]: 'b' });
    const first = cache();
    const digest = await first.hashes.digest(at('data/a.bin'), { chunkBytes: 1000, signal });
    await first.hashes.digest(at('data/__proto__'), { signal });
    await first.hashes.save();

    const second = cache();
    let counted = 0;
    const onBytes = (bytes: number) => (counted += bytes);
    const again = await second.hashes.digest(at('data/a.bin'), { chunkBytes: 1000, signal, onBytes });
    const other = await second.hashes.digest(at('data/__proto__'), { signal });

    assert.deepEqual(again, digest);
    assert.deepEqual([again.chunks.length, counted], [3, 3000]);
    assert.equal(other.hash, await hashBytes(Buffer.from('b')));
    assert.deepEqual(second.read, []);
  });

  it('recalls, in their order, those of many files that are as it knows them', async () => {
    const [same, changed, gone, elsewhere] = [
      at('data/same'),
      at('data/changed'),
      at('data/gone'),
      at('more/same'),
    ];
    const known = [same, changed, gone, elsewhere];
    await writeFiles(Object.fromEntries([...known, at('data/unknown')].map((path) => [path, path])));
    const { hashes, read } = cache();
    for (const path of known) await hashes.digest(path, { signal });
    await appendFile(changed, 'more');
    await rm(gone);

    const recalled = await hashes.recall([at('data/unknown'), same, gone, changed, elsewhere]);

    const digestOf = async (path: string) => ({
      hash: await hashBytes(Buffer.from(path)),
      size: path.length,
      chunks: [],
    });
    const none = undefined;
    assert.deepEqual(recalled, [none, await digestOf(same), none, none, await digestOf(elsewhere)]);
    assert.deepEqual(read, known);
    assert.deepEqual(await hashes.recall([at('data/unknown')]), [none]);
  });

  it('tells each time that a file is a private key', async () => {
    await writeFiles({ [at('data/notes.txt')]: '-----BEGIN PRIVATE KEY-----\n' });
    const first = cache();
    const digest = await first.hashes.digest(at('data/notes.txt'), { signal });
    await first.hashes.save();

    assert.equal(digest.isPrivateKey, true);
    assert.deepEqual(await first.hashes.digest(at('data/notes.txt'), { signal }), digest);
    assert.deepEqual(await cache().hashes.digest(at('data/notes.txt'), { signal }), digest);
  });

  it('forgets what was kept of small files before private keys were looked for', async () => {
    await writeFiles({ [at('data/a.txt')]: 'a', [at('data/large.bin')]: Buffer.alloc(100_000) });
    const first = cache();
    for (const name of ['a.txt', 'large.bin']) await first.hashes.digest(at('data', name), { signal });
    await first.hashes.save();
    const [shelf = ''] = await readdir(at('cache'));
    const kept = gunzipSync(await readFile(at('cache', shelf))).toString();
    await writeFile(at('cache', shelf), gzipSync(kept.replaceAll(' no key', '')));

    const second = cache();
    for (const name of ['a.txt', 'large.bin']) await second.hashes.digest(at('data', name), { signal });

    assert.deepEqual(second.read, [at('data/a.txt')]);
  });

  const harm: Readonly<Record<string, (path: string) => Promise<void>>> = {
    'its size': (path) => appendFile(path, 'c'),
    'its mtime': (path) => writeFile(path, 'cd'),
    'its ctime, though its size and mtime are put back': async (path) => {
      const { atimeMs, mtimeMs } = await stat(path);
      await writeFile(path, 'cd');
      await utimes(path, atimeMs / 1000, mtimeMs / 1000);
    },
    'its inode: another file was put in its place': async (path) => {
      await writeFile(`${path}.new`, 'cd');
      await rename(`${path}.new`, path);
    },
  };
  for (const [what, change] of Object.entries(harm)) {
    it(`reads a file again that has changed ${what}`, async () => {
      await writeFiles({ [at('data/a.txt')]: 'ab' });
      await utimes(at('data/a.txt'), 1_000_000, 1_000_000);
      const { hashes, read } = cache();
      await hashes.digest(at('data/a.txt'), { signal });

      await change(at('data/a.txt'));
      const { hash } = await hashes.digest(at('data/a.txt'), { signal });

      assert.equal(hash, await hashBytes(await readFile(at('data/a.txt'))));
      assert.equal(read.length, 2);
    });
  }

  it('reads a file again for other chunks', async () => {
    await writeFiles({ [at('data/a.txt')]: 'ab' });
    const { hashes } = cache();
    await hashes.digest(at('data/a.txt'), { signal });

    assert.equal((await hashes.digest(at('data/a.txt'), { chunkBytes: 1, signal })).chunks.length, 2);
    assert.equal((await hashes.digest(at('data/a.txt'), { chunkBytes: 2, signal })).chunks.length, 1);
    assert.deepEqual((await hashes.digest(at('data/a.txt'), { signal })).chunks, []);
  });

  it('does not trust what was hashed within 40 s of its last change', async () => {
    await writeFiles({ [at('data/a.txt')]: 'a' });
    const { ctimeMs } = await stat(at('data/a.txt'));
    Date.now = () => ctimeMs + 39_000;
    const { hashes } = cache();
    await hashes.digest(at('data/a.txt'), { signal });
    await hashes.save();
    assert.deepEqual(await readdir(at('.')), ['data']);
  });

  it('does not trust it either when reading took longer than that', async () => {
    Date.now = realNow;
    await writeFiles({ [at('data/a.txt')]: 'a' });
    const { hashes, read } = cache();
    const aMinutePasses = () => {
      Date.now = () => realNow() + 60_000;
    };
    await hashes.digest(at('data/a.txt'), { signal, onBytes: aMinutePasses });

    await hashes.digest(at('data/a.txt'), { signal });

    assert.equal(read.length, 2);
  });

  it('does not trust a file that changes while it is read', async () => {
    await writeFiles({ [at('data/a.txt')]: 'a' });
    const written: Promise<void>[] = [];
    const { hashes, read } = cache();
    const change = () => written.push(writeFile(at('data/a.txt'), 'b'));
    const slow: Digester = async (path, options) => {
      const digest = await hashFile(path, options);
      await Promise.all(written);
      return digest;
    };
    const changing = new HashCache(at('cache'), slow, onExt4);
    await changing.digest(at('data/a.txt'), { signal, onBytes: change });
    await changing.save();

    await hashes.digest(at('data/a.txt'), { signal });

    assert.deepEqual(read, [at('data/a.txt')]);
  });

  it('can be saved while files are hashed: what it knows is found by another process, and not read again', async () => {
    const names = Array.from({ length: 20 }, (_, i) => at(`data/${i % 2}/${i}.txt`));
    await writeFiles(Object.fromEntries(names.map((name) => [name, name])));
    const { hashes, read } = cache();
    for (const name of names.slice(0, 10)) await hashes.digest(name, { signal });
    await Promise.all([hashes.save(), ...names.slice(10).map((name) => hashes.digest(name, { signal }))]);
    const killed = cache();
    for (const name of names) await killed.hashes.digest(name, { signal });
    assert.deepEqual(
      killed.read.filter((name) => names.indexOf(name) < 10),
      [],
    );

    await hashes.save();
    for (const name of names) await hashes.digest(name, { signal });
    assert.equal(read.length, 20);
    const next = cache();
    for (const name of names) await next.hashes.digest(name, { signal });
    assert.deepEqual(next.read, []);
  });

  it('saves what it knows every ten seconds: a process that is killed reads no finished file again', async () => {
    const names = ['a', 'b', 'c'].map((name) => at('data', name));
    await writeFiles(Object.fromEntries(names.map((name) => [name, name])));
    const killed = cache();
    const now = performance.now.bind(performance);
    for (const [index, name] of names.entries()) {
      performance.now = () => now() + index * 6000;
      await killed.hashes.digest(name, { signal });
    }
    performance.now = now;

    const next = cache();
    for (const name of names) await next.hashes.digest(name, { signal });

    assert.deepEqual(next.read, []);
  });

  it('writes only folders of which it has learned something since', async () => {
    await writeFiles({ [at('data/a/f.txt')]: 'a', [at('data/b/f.txt')]: 'b', [at('data/b/g.txt')]: 'c' });
    const { hashes } = cache();
    for (const name of ['a/f.txt', 'b/f.txt']) await hashes.digest(at('data', name), { signal });
    await hashes.save();
    const inodes = async () => {
      const shelves = await readdir(at('cache'));
      return Promise.all(shelves.map(async (shelf) => (await stat(at('cache', shelf))).ino));
    };
    const before = await inodes();
    await hashes.save();
    assert.deepEqual(await inodes(), before);

    await hashes.digest(at('data/b/g.txt'), { signal });
    await hashes.save();
    assert.equal((await inodes()).filter((inode) => before.includes(inode)).length, 1);
  });

  it('knows each file of a large folder again, and writes only a part of it for some more', async () => {
    const names = Array.from({ length: 2100 }, (_, i) => at(`data/${i}`));
    await mkdir(at('data'));
    await Promise.all(names.map((name) => writeFile(name, name)));
    const first = cache();
    const digests = ({ hashes }: typeof first, some = names) =>
      pMap(some, (name) => hashes.digest(name, { signal }), { concurrency: 8 });
    const old = await digests(first, names.slice(0, 2090));
    await first.hashes.save();
    const shelves = await readdir(at('cache'));
    const times = () =>
      Promise.all(shelves.map(async (shelf) => (await stat(at('cache', shelf), { bigint: true })).mtimeNs));
    const before = await times();
    old.push(...(await digests(first, names.slice(2090))));
    await first.hashes.save();
    const after = await times();

    assert.equal(after.filter((time, i) => time !== before[i]).length, 1);
    const second = cache();
    assert.deepEqual(await digests(second), old);
    assert.deepEqual(second.read, []);
  });

  it('keeps what was read of many folders at once, each put away while others are asked for', async () => {
    const names = Array.from({ length: 400 }, (_, i) => at(`data/${i}/f.txt`));
    await writeFiles(Object.fromEntries(names.map((name) => [name, name])));
    const first = cache();
    await pMap(names, (name) => first.hashes.digest(name, { signal }), { concurrency: 128 });
    await first.hashes.save();

    const second = cache();
    for (const name of names) await second.hashes.digest(name, { signal });
    assert.deepEqual(second.read, []);
  });

  it('goes on without what is broken in it, and serves more folders than it holds', async () => {
    const names = Array.from({ length: 40 }, (_, i) => at(`data/${i}/f.txt`));
    await writeFiles(Object.fromEntries(names.map((name) => [name, name])));
    const first = cache();
    for (const name of names) await first.hashes.digest(name, { signal });
    await first.hashes.save();
    const shelves = await readdir(at('cache'));
    assert.equal(shelves.length, 40);

    for (const [i, shelf] of shelves.entries()) {
      const bytes = await readFile(at('cache', shelf));
      bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 1;
      await writeFile(at('cache', shelf), i % 2 === 0 ? bytes : bytes.subarray(0, 20));
    }
    for (const name of names)
      assert.equal((await cache().hashes.digest(name, { signal })).hash, await hashBytes(Buffer.from(name)));
  });
});
