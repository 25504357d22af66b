import assert from 'node:assert/strict';
import { statfsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBytes, hashFile } from '../../src/core/files/hashing/hash';
import { HashCache } from '../../src/core/files/hashing/hashCache';
import { MappedFile, whyNoMapping } from './mappedFile';
import { writeFiles } from './tempFolder';

const MiB = 1024 * 1024;
const EXT4 = 0xef53;
const TMPFS = 0x01021994;

/** Where a write through a mapping to a page that is not on the disk yet moves no time of the file. */
const ON_DISK = { folder: tmpdir(), type: EXT4 };
/** Where such a write never does. */
const IN_MEMORY = { folder: '/dev/shm', type: TMPFS };

describe('the cache of hashes and a file that is written to through a mapping', () => {
  const reason = whyNoMapping();
  const { signal } = new AbortController();
  const realNow = Date.now;
  let folder = '';
  let mapped: MappedFile | undefined;

  afterEach(async () => {
    Date.now = realNow;
    await mapped?.close();
    if (folder !== '') await rm(folder, { recursive: true });
    folder = '';
  });

  for (const [what, { on, size, rested, isKept }] of Object.entries({
    'a small one that has rested for 30 s': { on: ON_DISK, size: 4096, rested: 30_000, isKept: false },
    'a large one that has rested for 30 s': { on: ON_DISK, size: 9 * MiB, rested: 30_000, isKept: true },
    'a large one that has just been written': { on: ON_DISK, size: 9 * MiB, rested: 0, isKept: false },
    'one in memory, whenever that was': { on: IN_MEMORY, size: 9 * MiB, rested: 600_000, isKept: false },
  })) {
    it(`tells its new hash: ${what}`, async function () {
      if (reason !== undefined || typeOf(on.folder) !== on.type) this.skip(); // no python3, or another file system
      folder = await mkdtemp(join(on.folder, 'oxen-mapped-'));
      const path = join(folder, 'data.bin');
      await writeFiles({ [path]: Buffer.alloc(size, 'a') });
      mapped = MappedFile.open(path);
      await mapped.write('b');
      const read: string[] = [];
      const hashes = new HashCache(undefined, (...file) => {
        read.push(path);
        return hashFile(...file);
      });
      Date.now = () => realNow() + rested;
      await hashes.digest(path, { signal });
      await hashes.digest(path, { signal });
      assert.equal(read.length, isKept ? 1 : 2);
      const before = await stat(path);

      await mapped.write('c');
      const { hash } = await hashes.digest(path, { signal });

      assert.equal(hash, await hashBytes(await readFile(path)));
      const moved = (await stat(path)).mtimeMs !== before.mtimeMs;
      assert.equal(moved, isKept, 'the times move only where the file was flushed');
    });
  }
});

function typeOf(folder: string): number | undefined {
  try {
    return statfsSync(folder).type;
  } catch {
    return undefined; // there is none
  }
}
