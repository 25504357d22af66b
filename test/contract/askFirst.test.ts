import assert from 'node:assert/strict';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { Turns } from '../../src/core/upload/limits/turns';
import { countsOf } from '../../src/core/upload/plan/preparation';
import { Receipts } from '../../src/core/upload/receipt/receipts';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startCoreUpload } from './support/coreUpload';
import { upload } from './support/headless';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { ANY, CLIENT_DECIDES, describeOn } from './support/servers';

const MiB = 1024 * 1024;

describeOn(CLIENT_DECIDES, 'what is known before the question', (bench) => {
  const folder = useTempFolder();

  it('is told in JSON, and exactly of a small selection', async () => {
    const repository = await bench.repository();
    const options = { to: repository, paths: [folder('d')], env: { XDG_STATE_HOME: folder('state') } };
    await writeFiles({ [folder('d/same')]: 'same', [folder('d/other')]: 'one', [folder('d/longer')]: '1' });
    await upload(options);
    await writeFiles({ [folder('d/other')]: 'two', [folder('d/longer')]: '12', [folder('d/new')]: 'new' });

    const { events, code } = await upload(options);

    assert.equal(code, 0);
    assert.deepEqual(
      events.find(({ type }) => type === 'prepared'),
      {
        type: 'prepared',
        files: { new: 1, changed: 2, exists: 0, unchanged: 1, skipped: 0, refused: 0 },
        bytes: 8,
      },
    );
  });

  it('is that files are there, when there is no time to read them before: they are compared, and nothing is made for them', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.bin')]: seededBytes(1, 9 * MiB), [folder('d/b.txt')]: 'b' });
    const paths = [folder('d')];
    await startCoreUpload({ to: repository, paths, engine: 'auto' }).receipt;
    const [before] = await repository.history();

    const again = startCoreUpload({
      to: repository,
      paths,
      engine: 'auto',
      hashingTime: 0,
      onReview: (preparation) => {
        assert.equal(countsOf(preparation).exists, 2);
        return Promise.resolve();
      },
    });
    const receipt = await again.receipt;

    assert.deepEqual([receipt.result, receipt.files.unchanged], ['nothing to do', 2]);
    assert.equal(again.sent(), 0);
    assert.deepEqual((await repository.history())[0], before);
    assert.deepEqual(await repository.workspaces(), []);
  });
});

describeOn(CLIENT_DECIDES, 'a file that is edited while the question is open', (bench) => {
  const folder = useTempFolder();

  it('is uploaded as it is when it is read; what appears then is not', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/small.txt')]: 'before', [folder('d/large.bin')]: seededBytes(1, 9 * MiB) });
    const paths = [folder('d')];
    const { receipt } = startCoreUpload({
      to: repository,
      paths,
      engine: 'auto',
      onReview: async () => {
        await writeFiles({
          [folder('d/small.txt')]: 'after',
          [folder('d/large.bin')]: seededBytes(2, 10 * MiB),
        });
        await writeFile(folder('d/late.txt'), 'late');
      },
    });

    assert.equal((await receipt).result, 'committed');
    await rename(folder('d/late.txt'), folder('late.txt'));
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });

  it('that grows beyond what travels whole gets there all the same', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.bin')]: 'small', [folder('d/b.bin')]: seededBytes(3, 9 * MiB) });
    const paths = [folder('d')];
    const { receipt } = startCoreUpload({
      to: repository,
      paths,
      engine: 'auto',
      onReview: () =>
        writeFiles({ [folder('d/a.bin')]: seededBytes(4, 21 * MiB), [folder('d/b.bin')]: 'small' }),
    });

    assert.equal((await receipt).result, 'committed');
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });
});

describeOn(CLIENT_DECIDES, 'two uploads that were ordered one after the other', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('run one after the other, and the second asks nothing about what the first has put there', async () => {
    const repository = await bench.repository();
    const shared = { turns: new Turns(), receipts: new Receipts(folder('receipts')) };
    await writeFiles({ [folder('one/set/a.txt')]: 'first', [folder('two/set/a.txt')]: 'second' });
    const proxy = await proxyTo(bench.server().origin);
    const merge = proxy.hold('POST', /\/merge\/main$/);
    const start = (name: string) =>
      startCoreUpload({
        to: repository.by(proxy.origin),
        paths: [folder(name, 'set')],
        engine: 'auto',
        shared,
      });
    const first = start('one');
    await merge.reached;
    const second = start('two');
    await waiting(second); // approved before the first has committed
    merge.release();

    assert.equal((await first.receipt).result, 'committed');
    assert.equal((await second.receipt).result, 'committed');
    assert.equal(await repository.text('set/a.txt'), 'second');
  });

  it('the second has the last word also on a file that was unchanged when it was reviewed', async () => {
    const repository = await bench.repository();
    const shared = { turns: new Turns(), receipts: new Receipts(folder('receipts')) };
    await writeFiles({ [folder('set/a.txt')]: 'as it was', [folder('set/b.txt')]: 'b' });
    await upload({ to: repository, paths: [folder('set')] });
    await writeFiles({ [folder('set/a.txt')]: 'a mistake' });
    const proxy = await proxyTo(bench.server().origin);
    const merge = proxy.hold('POST', /\/merge\/main$/);
    const start = () =>
      startCoreUpload({ to: repository.by(proxy.origin), paths: [folder('set')], engine: 'auto', shared });
    const first = start();
    await merge.reached;
    await writeFiles({ [folder('set/a.txt')]: 'as it was', [folder('set/b.txt')]: 'B' });
    const second = start();
    await waiting(second);
    merge.release();

    assert.equal((await first.receipt).result, 'committed');
    const { result, files } = await second.receipt;
    assert.deepEqual([result, files.uploaded, files.unchanged], ['committed', 2, 0]);
    assert.equal(await repository.text('set/a.txt'), 'as it was');
  });

  it('and where another window was faster, its files are taken for our own', async () => {
    const repository = await bench.repository();
    const receipts = new Receipts(folder('receipts'));
    await writeFiles({ [folder('set/a.txt')]: 'as it was' });
    await upload({ to: repository, paths: [folder('set')] });
    await writeFiles({ [folder('set/a.txt')]: 'slow', [folder('fast/set/a.txt')]: 'fast' });
    const proxy = await proxyTo(bench.server().origin);
    let opened = 0;
    const workspace = proxy.hold('PUT', /\/workspaces$/, () => ++opened === 1);
    const to = repository.by(proxy.origin);
    const start = (path: string) =>
      startCoreUpload({ to, paths: [path], engine: 'auto', shared: { turns: new Turns(), receipts } });
    const slow = start(folder('set'));
    await workspace.reached;
    assert.equal((await start(folder('fast/set')).receipt).result, 'committed');
    workspace.release();

    assert.equal((await slow.receipt).result, 'committed');
    assert.equal(await repository.text('set/a.txt'), 'slow');
  });

  it('the second can be cancelled while it waits: nothing of it is left', async () => {
    const repository = await bench.repository();
    const shared = { turns: new Turns(), receipts: new Receipts(folder('receipts')) };
    await writeFiles({ [folder('one/a.txt')]: 'first', [folder('two/b.txt')]: 'second' });
    const state = folder('state');
    const paths = { first: [folder('one/a.txt')], second: [folder('two/b.txt')] };
    const proxy = await proxyTo(bench.server().origin);
    const merge = proxy.hold('POST', /\/merge\/main$/);
    const to = repository.by(proxy.origin);
    const first = startCoreUpload({ to, paths: paths.first, engine: 'auto', shared });
    await merge.reached;
    const second = startCoreUpload({ to, paths: paths.second, engine: 'auto', shared, state });
    await waiting(second);
    second.cancel();

    await assert.rejects(second.receipt, /ended early: cancelled/);
    assert.deepEqual(await readdir(folder('state/runs')), []);
    merge.release();
    assert.equal((await first.receipt).result, 'committed');
    assert.deepEqual([...(await repository.contents()).keys()], ['a.txt']);
  });

  it('the second asks about what somebody else has put there', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('one/a.txt')]: 'theirs', [folder('two/a.txt')]: 'ours' });
    const asked: string[] = [];
    const { receipt } = startCoreUpload({
      to: repository,
      paths: [folder('two/a.txt')],
      engine: 'auto',
      onReview: async () => {
        await upload({ to: repository, paths: [folder('one/a.txt')] });
      },
      onConflict: (paths) => {
        asked.push(...paths);
        return Promise.resolve({ kind: 'overwrite' });
      },
    });

    assert.equal((await receipt).result, 'committed');
    assert.deepEqual(asked, ['a.txt']);
    assert.equal(await repository.text('a.txt'), 'ours');
  });
});

describeOn(ANY, 'the first file that differs', (bench) => {
  const folder = useTempFolder();

  it('may come last: until then nothing is made', async () => {
    const repository = await bench.repository();
    const names = Array.from({ length: 1500 }, (_, index) => `d/${String(index).padStart(4, '0')}.txt`);
    await writeFiles(Object.fromEntries(names.map((name) => [folder(name), name])));
    const paths = [folder('d')];
    await startCoreUpload({ to: repository, paths, engine: 'auto' }).receipt;
    await writeFile(folder('d/1499.txt'), 'D/1499.txt');

    const { receipt, events } = startCoreUpload({ to: repository, paths, engine: 'auto' });

    assert.deepEqual([(await receipt).files.uploaded, (await receipt).files.unchanged], [1, 1499]);
    const phases = events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
    assert.ok(phases.indexOf('comparing') < phases.indexOf('sending'));
    assert.equal(await repository.text('d/1499.txt'), 'D/1499.txt');
  });
});

/** Until it waits for another upload to the same repository. */
function waiting({ meter }: ReturnType<typeof startCoreUpload>): Promise<void> {
  return new Promise((resolve) => {
    meter.listen(({ phase }) => {
      if (phase === 'waiting') resolve();
    });
  });
}
