import assert from 'node:assert/strict';
import { hashFile } from '../../src/core/files/hashing/hash';
import { HeldContents } from '../../src/core/files/memory/heldContents';
import { isRefusal, repoPath } from '../../src/core/repoPath';
import type { WantedFile } from '../../src/core/upload/plan/preparation';
import { hashed } from '../../src/core/upload/transfer/hashedFiles';
import { Ledger } from '../../src/core/upload/transfer/ledger';
import { useTempFolder, writeFiles } from './tempFolder';

const MiB = 1024 * 1024;

describe('files that are hashed while others are sent', () => {
  const at = useTempFolder();

  async function filesOf(sizes: readonly number[]): Promise<readonly WantedFile[]> {
    const files = sizes.map((size, number) => {
      const path = repoPath(`${number}.bin`);
      assert(!isRefusal(path));
      return { source: at(path), path, replaces: undefined, size, digest: undefined };
    });
    await writeFiles(
      Object.fromEntries(files.map(({ source, size }, number) => [source, Buffer.alloc(size, number)])),
    );
    return files;
  }

  function hashing(files: readonly WantedFile[]) {
    const contents = new HeldContents();
    const bytes: number[] = [];
    const groups = hashed(files, {
      digest: hashFile,
      contents,
      ledger: new Ledger(() => undefined),
      mayBeSecret: new Set(),
      lateKeys: 'skip',
      forSessions: new Set(),
      signal: new AbortController().signal,
      report: (event) => {
        if (event.type === 'hashed') bytes.push(event.bytes);
      },
      onFull: () => undefined,
      areLarge: false,
    });
    return { contents, groups, bytes };
  }

  it('come in order, many small ones together, with what was read of them', async () => {
    const files = await filesOf(Array.from({ length: 200 }, () => 1000));
    const { contents, groups, bytes } = hashing(files);
    const seen: string[] = [];
    let count = 0;
    for await (const group of groups) {
      count++;
      for (const { file, digest } of group) {
        assert.equal('content' in digest, false, 'what a plan keeps must not hold contents');
        assert.equal((await contents.take({ ...file, hash: digest.hash })).length, 1000);
        seen.push(file.path);
      }
    }
    assert.deepEqual(
      seen,
      files.map(({ path }) => path),
    );
    assert.ok(count <= 10, String(count));
    assert.equal(
      bytes.reduce((sum, one) => sum + one, 0),
      200_000,
    );
  });

  it('never wait for files that come together with them, when there is no room for all', async () => {
    const files = await filesOf([...Array.from({ length: 6 }, () => 8 * MiB), 1, 2, 3, 8 * MiB, 5]);
    const { contents, groups } = hashing(files);
    const seen: string[] = [];
    for await (const group of groups) {
      for (const { file } of group) contents.drop(file.source); // as soon as it has come, and never before
      seen.push(...group.map(({ file }) => file.path));
    }
    assert.deepEqual(
      seen,
      files.map(({ path }) => path),
    );
  });
});
