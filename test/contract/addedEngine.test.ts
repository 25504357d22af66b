import assert from 'node:assert/strict';
import { rangeBody } from '../../src/core/files/worker/offThread';
import { completeVersion, putVersionChunk } from '../../src/core/oxen/blobs/versionChunkCalls';
import type { LargeFileEngine } from '../../src/core/upload/engines/engine';
import { ENGINES } from '../../src/core/upload/engines/list';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startCoreUpload } from './support/coreUpload';
import { seededBytes } from './support/seededTree';
import { BOTH_ENDS, describeOn, MIDDLE } from './support/servers';

const MiB = 1024 * 1024;

/** A whole file as one chunk: what a new engine has to bring, and nothing else. */
const oneChunk: LargeFileEngine = {
  name: 'one-chunk',
  carries: 'one',
  suits: () => 'best',
  isResumable: false,
  yieldsToStreaming: false,
  diskFactor: 2,
  reasonAgainst: ({ size }) => (size > 20 * MiB ? 'Too large for one chunk.' : undefined),
  leaves: () => 'stored',
  isVerified: () => Promise.resolve(true),
  replaces: () => Promise.resolve(false),
  async send({ hash, size, source }, { workspace: { repository }, report, signal }) {
    const body = { bytes: size, pieces: () => rangeBody({ path: source, start: 0, length: size }) };
    const onSent = (bytes: number) => report({ type: 'sent', bytes });
    await putVersionChunk(repository, { hash, offset: 0, body }, { onSent, signal });
    await completeVersion(repository, { hash, chunks: 1, stageAt: undefined }, signal);
    report({ type: 'accepted', bytes: size });
  },
};

describeOn(BOTH_ENDS, 'an engine that is added to the list', (bench) => {
  const folder = useTempFolder();
  const engines = [oneChunk, ...ENGINES];

  it('carries what suits it best, and what it cannot carry goes another way', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/twice/big.bin')]: seededBytes(1, 12 * MiB),
      [folder('d/big.bin')]: seededBytes(1, 12 * MiB),
      [folder('d/bigger.bin')]: seededBytes(2, 21 * MiB),
      [folder('d/small.txt')]: 'small',
    });
    const paths = [folder('d')];
    const upload = startCoreUpload({ to: repository, paths, engine: 'auto', engines });

    const { result } = await upload.receipt;

    assert.equal(result, 'committed');
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
    const used = upload.events.flatMap((event) => (event.type === 'engine' ? [event.name] : []));
    assert.ok(used.includes('one-chunk'));
  });

  it('can be chosen alone', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 12 * MiB) });
    const paths = [folder('d')];
    const upload = startCoreUpload({ to: repository, paths, engine: 'one-chunk', engines });

    assert.equal((await upload.receipt).engine, 'one-chunk');
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });

  it('commits nothing when it has sent nothing, whatever it says', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 12 * MiB) });
    const liar: LargeFileEngine = { ...oneChunk, send: () => Promise.resolve() };
    const upload = startCoreUpload({
      to: repository,
      paths: [folder('d')],
      engine: 'auto',
      engines: [liar, ...ENGINES],
    });

    const receipt = await upload.receipt;

    assert.equal(receipt.result, 'failed');
    assert.equal(receipt.commit, undefined);
  });
});

describeOn(MIDDLE, 'an added engine whose blobs nothing could stage', (bench) => {
  const folder = useTempFolder();

  it('is passed over', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 12 * MiB) });
    const paths = [folder('d')];
    const engines = [oneChunk, ...ENGINES];
    const upload = startCoreUpload({ to: repository, paths, engine: 'auto', engines });

    assert.equal((await upload.receipt).engine, 'version-chunks');
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });
});
