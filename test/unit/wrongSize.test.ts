import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readPlanned } from '../../src/core/files/fileBody';
import { hashBytes, hashFile } from '../../src/core/files/hashing/hash';

/** Files of which the kernel tells no size, or that of a page. */
const LIARS = ['/proc/version', '/proc/self/status', '/sys/kernel/mm/transparent_hugepage/enabled'];

describe('a file whose file system tells another size than that of its content', () => {
  for (const path of LIARS) {
    it(`is not hashed: ${path}`, async function () {
      if (!existsSync(path)) this.skip(); // of Linux only
      const { signal } = new AbortController();

      await assert.rejects(hashFile(path, { signal }), {
        kind: 'wrong-size',
        path,
        message: `The size of ${path} is not what its file system reports.`,
      });
    });
  }

  it('is never sent as an empty one', async function () {
    const [path = ''] = LIARS;
    if (!existsSync(path)) this.skip();
    const empty = { hash: await hashBytes(Buffer.alloc(0)), size: 0 };

    await assert.rejects(readPlanned(path, empty), { kind: 'wrong-size', path });
  });
});
