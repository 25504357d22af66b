import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../../unit/tempFolder';
import { contentsOf } from '../support/contents';
import { upload } from '../support/headless';
import { seededBytes } from '../support/seededTree';
import type { Bench, Version } from '../support/servers';

const MiB = 1024 * 1024;

/** Content at several paths, of no bytes, and swapped. */
export function contentSuite(bench: Bench): void {
  const folder = useTempFolder();

  it('travels once when several small files hold it, and is at every path', async () => {
    const repository = await bench.repository();
    const content = seededBytes(1, 100_000);
    await writeFiles({
      [folder('d/one')]: content,
      [folder('d/two')]: content,
      [folder('d/x/three')]: content,
    });

    const { code, done } = await upload({ to: repository, paths: [folder('d')] });

    assert.equal(code, 0);
    assert.equal(done.files.uploaded, 3);
    // Between 0.54 and 0.64 nothing but its bytes gets a content staged.
    assert.equal(done.bytes, content.length * (bench.version === '0.58.1' ? 3 : 1));
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('of no bytes arrives, at several paths', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/empty')]: '', [folder('d/x/also.csv')]: '', [folder('d/full')]: 'full' });

    const { code, done } = await upload({ to: repository, paths: [folder('d')] });

    assert.equal(code, 0);
    assert.deepEqual([done.files.uploaded, done.bytes], [3, 4]);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('swaps between two paths', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/one')]: 'first', [folder('d/two')]: 'other' });
    await upload({ to: repository, paths: [folder('d')] });
    await writeFiles({ [folder('d/one')]: 'other', [folder('d/two')]: 'first' });

    const { code, done, told } = await upload({ to: repository, paths: [folder('d')] });

    assert.equal(code, 0, told);
    assert.equal(done.files.uploaded, 2);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
}

/** The ways of large files, by the server's generation. */
const ENGINES: Readonly<Record<Version, readonly string[]>> = {
  '0.50.7': ['auto', 'upload-chunk', 'version-chunks'],
  '0.58.1': ['auto', 'version-chunks'],
  '0.65.2': ['auto', 'upload-chunk', 'version-chunks', 'version-uploads'],
};
const LARGE = ['upload-chunk', 'version-chunks', 'version-uploads', 'stage-files'];

/** A large file by each engine by name, and by those that cannot do it. */
export function largeFileSuite(bench: Bench): void {
  const folder = useTempFolder();
  // Raw chunks never get into S3.
  const engines = ENGINES[bench.version].filter((engine) => !bench.inS3 || engine !== 'upload-chunk');
  const copiesTravel = bench.version === '0.58.1' ? 2 : 1;

  for (const engine of engines) {
    it(`is replaced, and the equal one beside it travels once if that is possible, by ${engine}`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 11 * MiB) });
      assert.equal((await upload({ to: repository, paths: [folder('d')], engine })).code, 0);
      const replaced = seededBytes(2, 10 * MiB);
      await writeFiles({ [folder('d/big.bin')]: replaced, [folder('d/same.bin')]: replaced });

      const { code, done, told } = await upload({ to: repository, paths: [folder('d')], engine });

      assert.equal(code, 0, told);
      assert.equal(done.files.uploaded, 2);
      assert.equal(done.bytes, replaced.length * copiesTravel);
      if (engine !== 'auto') assert.equal(done.engine, engine);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    });
  }

  for (const engine of LARGE.filter((name) => !engines.includes(name))) {
    it(`is not sent by ${engine}, which cannot do it here: that is said, with another way`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('big.bin')]: seededBytes(1, 9 * MiB) });

      const { code, done, told } = await upload({ to: repository, paths: [folder('big.bin')], engine });

      assert.equal(code, 1);
      assert.match(told, /Set oxen\.engine \(--engine\) to “auto”/);
      assert.deepEqual([done.commit, done.bytes], [null, 0]);
      assert.deepEqual(await repository.contents(), new Map());
      assert.deepEqual(await repository.workspaces(), []);
    });
  }
}

/** A large file that is there already. */
export function keptFileSuite(bench: Bench): void {
  const folder = useTempFolder();

  it('that the repository keeps already, under another name, is not sent', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('one.bin')]: seededBytes(1, 9 * MiB) });
    await upload({ to: repository, paths: [folder('one.bin')] });
    await writeFiles({ [folder('other.bin')]: seededBytes(1, 9 * MiB) });

    // By itself a large file that is new travels while it is hashed, where the server streams (streaming.test.ts).
    const engine = bench.version === '0.65.2' ? 'version-uploads' : 'auto';
    const { code, done } = await upload({ to: repository, paths: [folder('other.bin')], engine });

    assert.equal(code, 0);
    assert.deepEqual([done.files.uploaded, done.bytes], [1, 0]);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('one.bin'), folder('other.bin')]));
  });
}
