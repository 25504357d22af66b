import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import { describeOn, NEW } from './support/servers';

describeOn(NEW, 'an upload of more files than a server lists in one go', (bench) => {
  const folder = useTempFolder();

  it('is whole, and nothing is sent twice', async () => {
    const repository = await bench.repository();
    const nameOf = (number: number) =>
      number < 300 ? `data/${number}` : `data/d${number % 3}/a + b/${number}`;
    const names = Array.from({ length: 10_400 }, (_, number) => nameOf(number));
    await writeFiles(Object.fromEntries(names.map((name) => [folder(name), name])));

    const { code, done, told } = await upload({ to: repository, paths: [folder('data')] });

    assert.equal(code, 0, told);
    assert.deepEqual([done.verified, done.files.uploaded], [true, 10_400]);
    assert.doesNotMatch(told, /"again"|did not stage/);
    assert.deepEqual([...(await repository.paths())].sort(), names.sort());
  });
});
