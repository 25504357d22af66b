import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../../unit/tempFolder';
import { contentsOf } from '../support/contents';
import { upload } from '../support/headless';
import { seededBytes } from '../support/seededTree';
import type { Bench } from '../support/servers';

const MiB = 1024 * 1024;

/** A repository that keeps its content in S3. */
export function s3Suite(bench: Bench): void {
  const folder = useTempFolder();

  beforeEach(() =>
    writeFiles({ [folder('d/big.bin')]: seededBytes(1, 21 * MiB), [folder('d/small.txt')]: 'small' }),
  );

  it('takes small and large files', async () => {
    const repository = await bench.repository();

    const { code, told } = await upload({ to: repository, paths: [folder('d')] });

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('does not get what upload-chunk sends: that is said before the file is sent', async () => {
    const repository = await bench.repository();

    const { code, told, done } = await upload({
      to: repository,
      paths: [folder('d')],
      engine: 'upload-chunk',
    });

    assert.equal(code, 1);
    assert.match(told, /Set oxen\.engine \(--engine\) to “auto”/);
    assert.ok(done.bytes < MiB);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);
  });
}
