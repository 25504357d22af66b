import assert from 'node:assert/strict';
import { startOxenServer, type RunningOxenServer } from '../oxen-server';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';

const MiB = 1024 * 1024;

for (const version of ['0.50.7', '0.65.2'] as const) {
  describe(`a repository in an S3 store, on the small ${version}`, () => {
    const folder = useTempFolder();
    let server: RunningOxenServer;
    let repository: TestRepository;

    before(async () => {
      server = await startOxenServer({ version, storageKind: 's3' });
    });
    after(() => server.close());
    beforeEach(async () => {
      const name = `name-${server.requests.length}`;
      server.createRepository('tests', name);
      repository = new TestRepository(server.origin, `tests/${name}`, 'a-key-that-nobody-asks-for');
      await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 21 * MiB), [folder('d/small.txt')]: 'small' });
    });

    it('takes small and large files', async () => {
      const { code, told } = await upload({ to: repository, paths: [folder('d')] });

      assert.equal(code, 0, told);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    });

    it('does not get what upload-chunk sends: that is said before the file is sent', async () => {
      const { code, told, done } = await upload({
        to: repository,
        paths: [folder('d')],
        engine: 'upload-chunk',
      });

      assert.equal(code, 1);
      assert.match(told, /Choose the engine/);
      assert.ok(done.bytes < MiB);
      assert.deepEqual(await repository.contents(), new Map());
      assert.deepEqual(await repository.workspaces(), []);
    });
  });
}
