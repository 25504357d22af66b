import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { startCoreUpload } from './support/coreUpload';
import { seededBytes } from './support/seededTree';
import { startUpload } from './support/headless';
import { useProxy } from './support/proxy';
import { describeOn, EVERY } from './support/servers';

/** Too large to be sent as they were hashed: they are read again. They are hashed in order, one after the other. */
const SIZE = 9 * 1024 * 1024;
const EQUAL = seededBytes(1, SIZE);
const OTHER = seededBytes(2, SIZE);
const SECOND = seededBytes(3, SIZE);
const LAST = seededBytes(4, SIZE);

describeOn(EVERY, 'one of equal files', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** A repository, and a proxy that holds the upload when the plan stands and nothing is sent. */
  async function planned() {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/a.txt')]: EQUAL,
      [folder('d/b.txt')]: EQUAL,
      [folder('d/c.txt')]: OTHER,
    });
    const proxy = await proxyTo(bench.server().origin);
    return {
      repository,
      // The way of files that are hashed before they are sent.
      selection: { to: repository.by(proxy.origin), paths: [folder('d')], engine: 'version-chunks' },
      opening: proxy.hold('PUT', /\/workspaces$/),
    };
  }

  for (const [how, change] of Object.entries({
    'is edited': () => writeFile(folder('d/a.txt'), 'edited'),
    'is gone': () => rm(folder('d/a.txt')),
  })) {
    it(`that ${how} before it is sent fails alone: the other is uploaded`, async () => {
      const { repository, selection, opening } = await planned();
      const { outcome } = startUpload({ ...selection, flags: ['--on-failure', 'commit'] });
      await opening.reached;
      await change();
      opening.release();

      const { code, done, told } = await outcome;

      assert.equal(code, 1);
      assert.match(told, /^failed: .*\/a\.txt: .*$/);
      assert.deepEqual([done.files.uploaded, done.files.failed], [2, 1]);
      const contents = await repository.contents();
      assert.deepEqual([...contents.keys()], ['d/b.txt', 'd/c.txt']);
      assert.equal(contents.get('d/b.txt'), sha256(EQUAL));
    });
  }

  it('counts for as much as is sent of them', async () => {
    const { selection, opening } = await planned();
    const upload = startCoreUpload({ ...selection, engine: 'version-chunks' });
    await opening.reached;
    opening.release();

    const { result } = await upload.receipt;

    const { bytes, files } = upload.meter.progress();
    assert.deepEqual([result, files], ['committed', { done: 3, total: 3 }]);
    assert.equal(bytes.done, bytes.total);
    // Where nothing stages what is stored, the equal one is sent, too.
    assert.equal(bytes.total, (bench.version === '0.58.1' ? 3 : 2) * SIZE);
  });

  it('leaves the chunks of the others alone', async () => {
    const { selection, opening } = await planned();
    await writeFiles({ [folder('d/d.txt')]: EQUAL, [folder('d/e.txt')]: EQUAL });
    const { outcome } = startUpload(selection);
    await opening.reached;
    opening.release();

    const { code, done, told } = await outcome;

    assert.equal(code, 0, told);
    assert.equal(done.files.uploaded, 5);
    // None of them twice.
    assert.equal(done.bytes, (bench.version === '0.58.1' ? 5 : 2) * SIZE);
  });

  it('that is edited before it is sent, and is tried again, brings its new content to its own path only', async () => {
    const { repository, selection, opening } = await planned();
    const failed: string[] = [];
    const upload = startCoreUpload({
      ...selection,
      engine: 'version-chunks',
      onFailure: (files) => {
        failed.push(...files.map(({ path }) => path));
        return Promise.resolve('retry');
      },
    });
    await opening.reached;
    await writeFile(folder('d/a.txt'), 'edited');
    opening.release();

    const { result, files } = await upload.receipt;

    assert.deepEqual(failed, [folder('d/a.txt')]);
    assert.deepEqual([result, files.uploaded, files.failed], ['committed', 3, 0]);
    assert.equal(await repository.text('d/a.txt'), 'edited');
    assert.equal((await repository.contents()).get('d/b.txt'), sha256(EQUAL));
  });

  it('that comes to hold what the branch does, and is tried again, is unchanged then', async () => {
    const { repository, selection, opening } = await planned();
    opening.release();
    await startUpload({ ...selection, to: repository }).outcome;
    await writeFiles({
      [folder('d/a.txt')]: SECOND,
      [folder('d/c.txt')]: LAST,
    });
    const proxy = await proxyTo(bench.server().origin);
    const again = proxy.hold('PUT', /\/workspaces$/);
    const upload = startCoreUpload({
      to: repository.by(proxy.origin),
      paths: selection.paths,
      engine: 'version-chunks',
      onFailure: () => Promise.resolve('retry'),
    });
    await again.reached;
    await writeFile(folder('d/a.txt'), EQUAL);
    again.release();

    const { result, files } = await upload.receipt;

    assert.deepEqual([result, files.uploaded, files.unchanged, files.failed], ['committed', 1, 2, 0]);
    assert.equal((await repository.contents()).get('d/a.txt'), sha256(EQUAL));
    assert.equal((await repository.contents()).get('d/c.txt'), sha256(LAST));
  });
});

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
