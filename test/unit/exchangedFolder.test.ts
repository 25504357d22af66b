import assert from 'node:assert/strict';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPlanned } from '../../src/core/files/fileBody';
import { hashBytes, hashFile } from '../../src/core/files/hash';
import { chunkBody, rangeBody } from '../../src/core/files/worker/offThread';
import { scan } from '../../src/core/files/scan/scan';
import { useTempFolder, writeFiles } from './tempFolder';

const CONTENT = Buffer.from('the same inside and outside');

const { platform } = process;

for (const [where, system] of Object.entries({
  here: platform,
  'where the kernel does not tell': 'darwin',
})) {
  describe(`a folder that is exchanged for a link after the scan, ${where}`, () => {
    const at = useTempFolder();
    before(() => Object.defineProperty(process, 'platform', { value: system }));
    after(() => Object.defineProperty(process, 'platform', { value: platform }));
    const { signal } = new AbortController();

    /** Finds `set/below/deep/a.txt` in a selection, by the path that it is opened by. */
    async function found(selected: string, symlinks?: 'follow'): Promise<string> {
      const { files, failed } = await scan([selected], { signal, symlinks });
      assert.deepEqual(failed, []);
      const [file] = files;
      assert.ok(file !== undefined && files.length === 1);
      return file.path;
    }

    beforeEach(() =>
      writeFiles({ [at('set/below/deep/a.txt')]: CONTENT, [at('outside/deep/a.txt')]: CONTENT }),
    );

    async function exchange(): Promise<void> {
      await rename(at('set/below'), at('set/away'));
      await symlink(at('outside'), at('set/below'));
    }

    const readers: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
      hashed: (path) => hashFile(path, { signal }),
      'read as a whole': async (path) =>
        readPlanned(path, { hash: await hashBytes(CONTENT), size: CONTENT.length }),
      'read chunk by chunk': (path) =>
        chunkBody({ path, start: 0, length: CONTENT.length, expected: '' }).next(),
      'read by ranges': (path) => rangeBody({ path, start: 0, length: 1 }).next(),
    };
    for (const [how, read] of Object.entries(readers)) {
      it(`has nothing behind it ${how}`, async () => {
        const path = await found(at('set'));
        await exchange();

        await assert.rejects(read(path), { kind: 'behind-link', path });
      });
    }

    it('is noticed below a link that was selected itself', async () => {
      await symlink(at('set'), at('link'));
      const path = await found(at('link/'));
      await exchange();

      await assert.rejects(hashFile(path, { signal }), { kind: 'behind-link', path });
    });

    for (const [what, make] of Object.entries({
      'a link': async () => {
        await symlink(at('set'), at('link'));
        return found(at('link/'));
      },
      'a folder below a link': async () => {
        await symlink(at('set'), at('link'));
        return found(at('link/below'));
      },
      'a file below a link': async () => {
        await symlink(at('set'), at('link'));
        return found(at('link/below/deep/a.txt'));
      },
      'a folder with a followed link': async () => {
        await mkdir(at('set/other'));
        await symlink('../below/deep', at('set/other/again'));
        const { files } = await scan([at('set/other/../below'), at('set/other')], {
          signal,
          symlinks: 'follow',
        });
        return files[0]?.path ?? '';
      },
      'nothing: it is known from before': () => Promise.resolve(at('set/below/deep/a.txt')),
      'nothing, and lies below a link': async () => {
        await symlink(at('set'), at('link'));
        return at('link/below/deep/a.txt');
      },
    })) {
      it(`leaves alone what is reached by way of ${what}`, async () => {
        const path = await make();

        assert.equal((await hashFile(path, { signal })).hash, await hashBytes(CONTENT));
        assert.equal((await hashFile(path, { signal })).hash, await hashBytes(CONTENT));
      });
    }

    it('does not confuse a file that was put in the place of another', async () => {
      const path = await found(at('set'));
      await writeFile(join(at('set'), 'new'), 'new');
      await rm(path);
      await rename(at('set/new'), path);

      assert.equal((await hashFile(path, { signal })).hash, await hashBytes(Buffer.from('new')));
    });
  });
}
