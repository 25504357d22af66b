import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { hashBytes } from '../../src/core/files/hash';
import { HashCache } from '../../src/core/files/hashCache';
import { useTempFolder, writeFiles } from './tempFolder';

describe('the cache of hashes', () => {
  const at = useTempFolder();
  const { signal } = new AbortController();
  const cache = () => new HashCache(at('cache'));

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
    const digest = await first.digest(at('data/a.bin'), { chunkBytes: 1000, signal });
    await first.digest(at('data/__proto__'), { signal });
    await first.save();
    const [shelf = ''] = await readdir(at('cache'));
    const text = await readFile(at('cache', shelf), 'utf8');
    await writeFile(at('cache', shelf), text.replace(digest.hash, 'abc'));

    const again = await cache().digest(at('data/a.bin'), { chunkBytes: 1000, signal });
    assert.deepEqual(again, { ...digest, hash: 'abc' });
    assert.equal(again.chunks.length, 3);
  });

  it('reads a file again that has another size, time or chunk length', async () => {
    await writeFiles({ [at('data/a.txt')]: 'a' });
    const first = cache();
    await first.digest(at('data/a.txt'), { signal });
    await appendFile(at('data/a.txt'), 'b');
    assert.equal((await first.digest(at('data/a.txt'), { signal })).hash, await hashBytes(Buffer.from('ab')));

    await writeFile(at('data/a.txt'), 'cd');
    assert.equal((await first.digest(at('data/a.txt'), { signal })).hash, await hashBytes(Buffer.from('cd')));
    assert.equal((await first.digest(at('data/a.txt'), { chunkBytes: 1, signal })).chunks.length, 2);
  });

  it('does not trust what was hashed within 2 s of its last change', async () => {
    Date.now = realNow;
    await writeFiles({ [at('data/a.txt')]: 'a' });
    const first = cache();
    await first.digest(at('data/a.txt'), { signal });
    await first.save();
    assert.deepEqual(await readdir(at('.')), ['data']);
  });

  it('goes on without what is broken in it, and serves more folders than it holds', async () => {
    const names = Array.from({ length: 40 }, (_, i) => at(`data/${i}/f.txt`));
    await writeFiles(Object.fromEntries(names.map((name) => [name, name])));
    const first = cache();
    for (const name of names) await first.digest(name, { signal });
    await first.save();
    const shelves = await readdir(at('cache'));
    assert.equal(shelves.length, 40);
    for (const shelf of shelves) await writeFile(at('cache', shelf), '{"folder":');
    for (const name of names)
      assert.equal((await cache().digest(name, { signal })).hash, await hashBytes(Buffer.from(name)));
  });
});
