import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { JournalRecord } from '../../src/core/upload/journal/records';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { startCoreUpload } from './support/coreUpload';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { BOTH_ENDS, describeOn } from './support/servers';

const MiB = 1024 * 1024;

describeOn(BOTH_ENDS, 'the journal of a run', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** What it holds when all is staged: files, and numbers of chunks. */
  async function achieved(name: string, isHeard: boolean) {
    const repository = await bench.repository();
    const proxy = await proxyTo(bench.server().origin);
    const merge = proxy.hold('POST', /\/merge\/main$/);
    const state = folder(name);
    const { receipt } = startCoreUpload({
      to: repository.by(proxy.origin),
      paths: [folder('d')],
      engine: 'upload-chunk',
      state,
      isHeard,
    });
    await merge.reached;
    const records = await recordsIn(folder(name, 'runs'));
    merge.release();
    assert.equal((await receipt).result, 'committed');
    const staged = records.flatMap((record) => (record.type === 'staged' ? record.files : []));
    const chunks = records.flatMap((record) => (record.type === 'chunk' ? [record.number] : []));
    return { staged: new Map(staged.toSorted()), chunks: chunks.toSorted() };
  }

  async function recordsIn(runs: string) {
    const [run = ''] = await readdir(runs);
    const lines = (await readFile(`${runs}/${run}/journal.jsonl`, 'utf8')).trimEnd().split('\n');
    return lines.map((line) => v.parse(JournalRecord, JSON.parse(line)));
  }

  it('is the same when nobody listens', async () => {
    await writeFiles({
      [folder('d/a.txt')]: 'a',
      [folder('d/equal.txt')]: 'a',
      [folder('d/big.bin')]: seededBytes(1, 21 * MiB),
    });

    const heard = await achieved('heard', true);

    assert.deepEqual([...heard.staged.keys()], ['d/a.txt', 'd/big.bin', 'd/equal.txt']);
    assert.deepEqual(heard.chunks, [0, 1, 2]);
    assert.deepEqual(await achieved('unheard', false), heard);
  });
});
