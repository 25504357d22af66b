import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, rename, utimes, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { DiskCache } from '../../src/core/files/diskCache';
import { useTempFolder } from './tempFolder';

describe('a cache on disk', () => {
  const at = useTempFolder();
  const cache = (maxBytes = 1_000_000) => new DiskCache(at('cache'), v.array(v.string()), maxBytes);

  it('gives back what was put in, to another process too, and nothing else', async () => {
    await cache().put('one', ['a', 'ü', '']);

    assert.deepEqual(await cache().get('one'), ['a', 'ü', '']);
    assert.equal(await cache().get('other'), undefined);
    const other = new DiskCache(at('cache'), v.number(), 1000);
    assert.equal(await other.get('one'), undefined, 'what has another shape');
  });

  it('does not take the value of one key for that of another', async () => {
    await cache().put('one', ['a']);
    const [of = ''] = await readdir(at('cache'));
    await cache().put('other', ['b']);
    const ofOther = (await readdir(at('cache'))).find((name) => name !== of) ?? '';
    await rename(at('cache', ofOther), at('cache', of));

    assert.equal(await cache().get('one'), undefined);
  });

  it('is no larger than it may be once it was pruned; the oldest goes first', async () => {
    const all = cache(2000);
    const value = () => [randomBytes(500).toString('hex')];
    for (const [age, key] of ['c', 'b', 'a'].entries()) {
      const before = new Set(await readdir(at('cache')).catch(() => []));
      await all.put(key, value());
      const [written = ''] = (await readdir(at('cache'))).filter((name) => !before.has(name));
      await utimes(at('cache', written), age, age);
    }
    await writeFile(at('cache', 'left-by-a-crash.part'), Buffer.alloc(1000));

    await all.prune();

    const found = await Promise.all(['a', 'b', 'c'].map(async (key) => (await all.get(key)) !== undefined));
    assert.deepEqual(found, [true, false, false]);
  });

  it('is no error where nothing can be written', async () => {
    await writeFile(at('cache'), 'a file');

    await cache().put('one', ['a']);
    await cache().prune();

    assert.equal(await cache().get('one'), undefined);
    assert.deepEqual(await readdir(at('.')), ['cache']);
  });
});
