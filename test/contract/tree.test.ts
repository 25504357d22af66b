import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contents, contentsOf, together } from './support/contents';
import { upload } from './support/headless';
import { writeSeededTree } from './support/seededTree';
import { BOTH_ENDS, describeOn } from './support/servers';

/** Hundreds of files are sent and downloaded, which takes a while on a busy machine; in ms. */
const TIMEOUT = 400_000;
/** The equal files of the tree travel once. */
const REPEATED_BYTES = 200 * 1024;

describe('a tree of 500 files, and three large ones', function () {
  this.timeout(TIMEOUT);
  let folder = '';
  let tree = '';
  let expected: Contents = new Map();
  let bytes = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oxen-tree-'));
    tree = join(folder, 'tree');
    bytes = await writeSeededTree(tree);
    expected = await contentsOf([tree]);
    assert.equal(expected.size, 503);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  describeOn(BOTH_ENDS, 'sent and downloaded', (bench) => {
    for (const engine of ['auto', 'upload-chunk']) {
      it(`comes back identical from an empty repository, by ${engine}; once more sends nothing`, async () => {
        const repository = await bench.repository();

        const first = await upload({ to: repository, paths: [tree], engine });

        assert.equal(first.code, 0, first.told);
        assert.deepEqual(first.done.files, {
          uploaded: 503,
          unchanged: 0,
          skipped: 0,
          refused: 0,
          failed: 0,
        });
        assert.equal(first.done.bytes, bytes - REPEATED_BYTES);
        if (engine !== 'auto') assert.equal(first.done.engine, engine);
        // Where the server streams, new large files travel like small ones.
        if (bench.version !== '0.65.2')
          assert.notEqual(first.done.engine, 'stage-files', 'it names the engine of the large files');
        assert.deepEqual(await repository.contents(), expected);
        assert.deepEqual(await repository.workspaces(), []);

        const history = await repository.history();
        const { code, done } = await upload({ to: repository, paths: [tree], engine });
        assert.equal(code, 0);
        assert.deepEqual([done.bytes, done.commit, done.files.unchanged], [0, null, 503]);
        assert.deepEqual(await repository.history(), history);
      });
    }

    it('comes back identical from a directory of a new branch of a full one', async () => {
      const repository = await bench.repository();
      const there = [join(tree, 'plain/0'), join(tree, 'names'), join(tree, 'large/40 MiB.bin')];
      await upload({ to: repository, paths: there });
      const before = await contentsOf(there);
      const target = { to: repository, branch: 'side', into: 'deep/down', flags: ['--create'] };

      const { code, told, done } = await upload({ ...target, paths: [tree] });

      assert.equal(code, 0, told);
      assert.equal(done.files.uploaded, 503);
      assert.deepEqual(
        await repository.contents('side'),
        together(before, await contentsOf([tree], 'deep/down')),
      );
      assert.deepEqual(await repository.workspaces(), []);
      assert.equal((await repository.history()).length, 2, 'the other branch has no new commit');
    });
  });
});
