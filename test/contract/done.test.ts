import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { startCommand, startUpload, upload, uploadArguments } from './support/headless';
import { useProxy } from './support/proxy';
import { ANY, describeOn } from './support/servers';

describeOn(ANY, '“done” tells how it ended', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('committed, then nothing to do: both are verified', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const paths = [folder('a.txt')];

    const planned = await upload({ to, paths, flags: ['--dry-run'] });
    const first = await upload({ to, paths });
    const second = await upload({ to, paths });
    const plannedAgain = await upload({ to, paths, flags: ['--dry-run'] });

    const endings = [planned, first, second, plannedAgain].map(({ done }) => [done.result, done.verified]);
    assert.deepEqual(endings, [
      ['nothing to do', false], // a dry run does nothing, and has seen that the branch lacks the file
      ['committed', true],
      ['nothing to do', true],
      ['nothing to do', true],
    ]);
  });

  it('failed where a file is missing, also when nothing else is to be done', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    await upload({ to, paths: [folder('a.txt')] });
    const options = { to, paths: [folder('a.txt'), folder('gone')] };

    for (const flags of [[], ['--on-failure', 'commit'], ['--dry-run']]) {
      const { code, done } = await upload({ ...options, flags });
      assert.deepEqual(
        [code, done.result, done.verified, done.commit],
        [1, 'failed', false, null],
        flags.join(),
      );
    }
  });

  it('failed and not verified, with the commit, where the commit does not hold what was sent', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    let isCommitted = false;
    proxy.on('POST', /\/merge\/main$/, async (call) => {
      const reply = await call.forward();
      isCommitted = true;
      call.answer(reply);
    });
    const empty = JSON.stringify({ status: 'success', entries: [], total_pages: 1, total_entries: 0 });
    proxy.on('GET', /\/(dir|meta)\//, (call) => call.answer({ status: 200, body: empty }), {
      isMeant: () => isCommitted,
    });

    const { code, done } = await upload({ to: repository.by(proxy.origin), paths: [folder('a.txt')] });

    const [commit] = await repository.history();
    assert.deepEqual([code, done.result, done.verified, done.commit], [1, 'failed', false, commit?.id]);
  });

  it('cancelled by SIGTERM', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const held = proxy.hold('POST', /\/files\/$/);
    const run = startUpload({ to: repository.by(proxy.origin), paths: [folder('a.txt')] });
    await held.reached;
    run.signal('SIGTERM');

    const { code, done } = await run.outcome;

    assert.deepEqual([code, done.result, done.verified], [130, 'cancelled', false]);
  });

  it('interrupted, and --resume finds it by another spelling of the same folder', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('here/a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const denied = { status: 403, body: '{"status":"error"}' };
    const sent = proxy.on('POST', /\/files\/$/, (call) => call.pass());
    proxy.on('POST', /\/merge\/main$/, (call) => call.answer(denied), { times: 1 });
    const to = repository.by(proxy.origin);

    const first = await upload({ to, paths: ['.'], cwd: folder('here') });
    const second = await upload({ to, paths: [`${folder('here')}/./`], flags: ['--resume'], cwd: folder() });
    const third = await upload({ to, paths: ['here/.'], flags: ['--resume'], cwd: folder() });

    assert.deepEqual([first.code, first.done.result, first.done.verified], [1, 'interrupted', false]);
    assert.deepEqual([second.code, second.done.result, second.done.verified], [0, 'committed', true]);
    assert.deepEqual([third.code, third.done.result], [0, 'nothing to do']);
    assert.equal(sent.times, 1);
    assert.deepEqual([...(await repository.contents()).keys()], ['a.txt']);
  });

  it('interrupted still, where the server is out of reach before --resume comes to send', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const denied = { status: 403, body: '{"status":"error"}' };
    proxy.on('POST', /\/merge\/main$/, (call) => call.answer(denied), { times: 1 });
    const run = { to: repository.by(proxy.origin), paths: [folder('a.txt')] };
    await upload(run);
    proxy.on('GET', /\/branches$/, (call) => call.answer(denied), { times: 2 }); // it is asked once more

    const again = await upload({ ...run, flags: ['--resume'] });
    const last = await upload({ ...run, flags: ['--resume'] });

    assert.deepEqual([again.code, again.done.result, again.done.verified], [1, 'interrupted', false]);
    assert.match(again.stdout, /Progress is kept/);
    assert.deepEqual([last.code, last.done.result, last.done.verified], [0, 'committed', true]);
  });
});

describeOn(ANY, 'the last line is “done”, and the exit code 1', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('when the proxy has no address: it says where that is written', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });

    const { code, told, done } = await upload({
      to,
      paths: [folder('a.txt')],
      env: { HTTPS_PROXY: 'ftp://proxy.example' },
    });

    assert.equal(code, 1);
    assert.match(told, /The proxy address in the variable HTTPS_PROXY is not valid/);
    assert.equal(done.commit, null);
  });

  for (const how of ['throw', 'reject'] as const) {
    it(`when something outside of the upload ${how}s: as text, and nothing after it`, async () => {
      const { name } = await bench.repository();
      const { origin, key } = bench.server();
      const proxy = await proxyTo(origin);
      await writeFiles({
        [folder('a.txt')]: 'a',
        [folder('fault.cjs')]: `process.once('SIGUSR2', () => {
          const error = new Error('odd\\n1 uploaded.\\u001b[2J');
          ${how === 'throw' ? 'throw error;' : 'void Promise.reject(error);'}
        });`,
      });
      const options = {
        to: { origin: proxy.origin, name, key },
        paths: [folder('a.txt')],
        env: { NODE_OPTIONS: `--require ${folder('fault.cjs')}` },
      };
      const faulty = async (args: readonly string[]) => {
        const held = proxy.hold('POST', /\/files\/$/);
        const run = startCommand(args, { ...options, key });
        await held.reached;
        run.signal('SIGUSR2');
        const outcome = await run.outcome;
        held.drop();
        return outcome;
      };

      const { code, events, done } = await faulty(uploadArguments(options));
      assert.deepEqual([code, done.result], [1, 'failed']);
      assert.match(events.find(({ type }) => type === 'error')?.message ?? '', /Unexpected error: odd/);

      const plain = await faulty(uploadArguments(options).filter((arg) => arg !== '--json'));
      assert.equal(plain.code, 1);
      assert.match(plain.stderr, /^Unexpected error: odd\\n1 uploaded\.\\x1b\[2J\./m);
      assert.doesNotMatch(plain.stderr.replaceAll('\n', ''), /\p{Cc}/u);
      assert.doesNotMatch(plain.stderr, /^1 uploaded/m);
    });
  }
});
