import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Journals } from '../../src/core/upload/journal/journals';
import type { FileTable } from '../../src/core/upload/process/fileTable';
import { PAGE_FILES } from '../../src/core/upload/process/fileTable';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { type ProcessUpload, startProcessUpload, uploadProcesses, yesTo } from './support/processUpload';
import { useProxy } from './support/proxy';
import { ANY, CLIENT_DECIDES, describeOn } from './support/servers';

describeOn(CLIENT_DECIDES, 'the upload process', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  const started: ProcessUpload[] = [];
  afterEach(() => started.splice(0).forEach(({ line }) => line.close()));
  const start = async (options: Parameters<typeof startProcessUpload>[0]) => {
    const upload = await startProcessUpload(options);
    started.push(upload);
    return upload;
  };

  for (const inThread of [false, true])
    it(`uploads what is ticked${inThread ? ', as a thread' : ''}, and tells of each step`, async () => {
      const to = await bench.repository();
      await writeFiles({
        [folder('d/ä 🐂.txt')]: 'named so',
        [folder('d/a.txt')]: 'a',
        [folder('d/b.txt')]: 'b',
      });
      const { ending, events } = await start({
        ...{ to, paths: [folder('d')], state: folder('state'), inThread },
        host: {
          review: (found) => {
            const yes = yesTo(found);
            yes.ticks[found.files.indexOfPath('d/b.txt') ?? -1] = 0;
            return Promise.resolve(yes);
          },
        },
      });

      const ended = await ending;

      assert.ok(ended.kind === 'ran', JSON.stringify(ended));
      assert.equal(ended.receipt.result, 'committed');
      assert.deepEqual(
        ended.preparation.skipped.map(({ path, reason }) => [path, reason]),
        [[folder('d/b.txt'), 'unticked']],
      );
      assert.ok(ended.files.kind === 'uploaded');
      assert.deepEqual(ended.files.files.map(({ path }) => path).sort(), ['d/a.txt', 'd/ä 🐂.txt']);
      const staged = events.flatMap((event) => (event.type === 'staged' ? event.files : []));
      assert.deepEqual(staged.map(({ path }) => path).sort(), ['d/a.txt', 'd/ä 🐂.txt']);
      const expected = new Map(await contentsOf([folder('d')]));
      expected.delete('d/b.txt');
      assert.deepEqual(await to.contents(), expected);
    });

  it('that is killed leaves what was approved to be resumed', async () => {
    const repository = await bench.repository();
    const proxy = await proxyTo(bench.server().origin);
    const of = { to: repository.by(proxy.origin), paths: [folder('d')], state: folder('state') };
    await writeFiles({ [folder('d/a.txt')]: 'a' });
    const held = proxy.hold('POST', /\/files\/$/);
    const { ending } = await start(of);
    await held.reached;
    for (const { pid } of uploadProcesses()) process.kill(pid, 'SIGKILL');

    const ended = await ending;
    held.drop();

    assert.ok(ended.kind === 'interrupted' && ended.error instanceof Error, JSON.stringify(ended));
    assert.match(ended.error.message, /SIGKILL/);
    const [run] = await new Journals(folder('state/runs')).unfinished();
    assert.ok(run);
    const { ending: resumed } = await start({ ...of, resumes: run.id });
    const again = await resumed;
    assert.equal(again.kind === 'ran' && again.receipt.result, 'committed');
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  for (const [how, left] of [
    ['goes on', 'to go on'],
    ['is paused', 'to be asked'],
  ] as const)
    it(`closes the journal of what ${how} when its window is gone, and ends`, async () => {
      const repository = await bench.repository();
      const proxy = await proxyTo(bench.server().origin);
      await writeFiles({ [folder('d/a.txt')]: 'a' });
      const held = proxy.hold('POST', /\/files\/$/);
      const { line, control } = await start({
        ...{ to: repository.by(proxy.origin), paths: [folder('d')], state: folder('state') },
      });
      await held.reached;
      if (how === 'is paused') control.pause();
      line.close();
      while (uploadProcesses().length > 0) await delay(20); // it is nobody's to tell
      held.drop();

      const [run] = await new Journals(folder('state/runs')).unfinished();
      assert.deepEqual([run?.isTaken, run?.left], [false, left]);
    });
});

describeOn(ANY, 'the upload process', (bench) => {
  const folder = useTempFolder();
  let line: ProcessUpload['line'] | undefined;
  afterEach(() => line?.close());

  it('has the key neither in its arguments nor in its environment', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a' });
    let told = '';
    const upload = await startProcessUpload({
      ...{ to, paths: [folder('d')], state: folder('state') },
      host: {
        review: () => {
          for (const { pid, args } of uploadProcesses()) {
            const environment = `/proc/${pid}/environ`;
            told += args + (existsSync(environment) ? readFileSync(environment, 'utf8') : '');
          }
          return Promise.resolve({ kind: 'cancel' });
        },
      },
    });
    ({ line } = upload);

    assert.equal((await upload.ending).kind, 'cancelled');
    assert.match(told, /uploads\.js/);
    assert.ok(!told.includes(to.key));
  });

  it('shows very many files in the order of their paths', async () => {
    const count = PAGE_FILES + 100;
    const names = Array.from({ length: count }, (_, index) => `d/${index}.txt`);
    await writeFiles(Object.fromEntries(names.map((name) => [folder(name), ''])));
    const to = await bench.repository();
    let files: FileTable | undefined;
    const upload = await startProcessUpload({
      ...{ to, paths: [folder('d')], state: folder('state') },
      host: {
        review: (found) => {
          ({ files } = found);
          return Promise.resolve({ kind: 'cancel' });
        },
      },
    });
    ({ line } = upload);
    await upload.ending;

    assert.equal(files?.length, count);
    const paths = Array.from({ length: count }, (_, index) => files?.path(index));
    assert.deepEqual(paths, names.toSorted());
    for (const name of ['d/0.txt', 'd/99.txt', `d/${count - 1}.txt`]) {
      assert.equal(files.indexOfPath(name), paths.indexOf(name));
      assert.deepEqual(files.indexesOfSource(folder(name)), [paths.indexOf(name)]);
    }
  });

  it('shows and uploads under names of their own what is named so', async () => {
    await writeFiles({ [folder('a.txt')]: 'first', [folder('b.txt')]: 'second' });
    const to = await bench.repository();
    const shown: string[] = [];
    const upload = await startProcessUpload({
      ...{ to, paths: [folder('a.txt'), folder('b.txt')], names: ['z', 'y'], state: folder('state') },
      host: {
        review: (found) => {
          shown.push(found.files.path(0), found.files.path(1));
          const yes = yesTo(found);
          yes.ticks[1] = 0;
          return Promise.resolve(yes);
        },
      },
    });
    ({ line } = upload);
    await upload.ending;

    assert.deepEqual(shown, ['y', 'z']);
    assert.equal(await to.text('y'), 'second');
    assert.equal((await to.contents()).size, 1);
  });

  it('tells what the window could not answer in the window’s own words', async () => {
    await writeFiles({ [folder('a.txt')]: 'a' });
    const why = new RangeError('The keychain is locked.');
    const upload = await startProcessUpload({
      ...{ to: await bench.repository(), paths: [folder('a.txt')], state: folder('state') },
      host: { access: () => Promise.reject(why) },
    });
    ({ line } = upload);

    const ended = await upload.ending;

    assert.ok(ended.kind === 'broke');
    assert.equal(ended.error, why);
  });
});
