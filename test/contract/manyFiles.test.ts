import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import { describeOn, NEW } from './support/servers';

const MiB = 1024 * 1024;

describeOn(NEW, 'an upload of more files than a server lists in one go', (bench) => {
  const folder = useTempFolder();

  it('is whole, and nothing is sent twice', async () => {
    const repository = await bench.repository();
    const nameOf = (number: number) =>
      number < 300 ? `data/${number}` : `data/d${number % 3}/a + b/${number}`;
    const names = Array.from({ length: 10_400 }, (_, number) => nameOf(number));
    await writeFiles(Object.fromEntries(names.map((name) => [folder(name), name])));

    const young = folder('young');
    await writeFiles({ [folder('tell.cjs')]: tellYoungGeneration(young) });
    const env = { NODE_OPTIONS: `--require ${folder('tell.cjs')}` };

    const { code, done, told } = await upload({ to: repository, paths: [folder('data')], env });

    assert.equal(code, 0, told);
    assert.deepEqual([done.verified, done.files.uploaded], [true, 10_400]);
    assert.doesNotMatch(told, /"again"|did not stage/);
    assert.deepEqual([...(await repository.paths())].sort(), names.sort());
    assert(Number(await readFile(young, 'utf8')) <= 16 * MiB, 'threads let the young generation grow');
  });
});

/** A module that writes the bytes of the main thread's young generation to a file, at the end. */
function tellYoungGeneration(path: string): string {
  return `const { isMainThread } = require('node:worker_threads');
    const spaces = () => require('node:v8').getHeapSpaceStatistics();
    const tell = () => require('node:fs').writeFileSync(${JSON.stringify(path)},
      String(spaces().find(({ space_name }) => space_name === 'new_space').space_size));
    if (isMainThread) process.on('exit', tell);`;
}
