import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startCoreUpload } from './support/coreUpload';
import { upload } from './support/headless';
import { type Handler, useProxy } from './support/proxy';
import type { ProxiedCall } from './support/proxiedCall';
import { seededBytes } from './support/seededTree';
import { ANY, CLIENT_DECIDES, describeOn } from './support/servers';

const MiB = 1024 * 1024;
const MB = 1_000_000;

/** The shape of every 429 of servers from 0.62 on (docs/protocol/requests.md#locks). */
function busy(type: string, retryAfter: () => string): Handler {
  const error = { type, title: 'Busy', detail: 'Please come again' };
  const body = JSON.stringify({ error, status: 'error', status_message: 'too_many_requests' });
  return (call) => call.answer({ status: 429, headers: { 'retry-after': retryAfter() }, body });
}

const SOON = () => '1';
const DATE = () => new Date(Date.now() + 2000).toUTCString();

describeOn(CLIENT_DECIDES, 'a proxy that takes no large requests', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('is sent smaller ones, and no file fails for it', async () => {
    const repository = await bench.repository();
    const names = Array.from({ length: 40 }, (_, index) => folder(`d/${index}.bin`));
    await writeFiles(Object.fromEntries(names.map((name, seed) => [name, seededBytes(seed, 100_000)])));
    const proxy = await proxyTo(bench.server().origin);
    const refused = proxy.on(
      'POST',
      /\/files\/$/,
      (call) => call.answer({ status: 413, headers: { 'content-type': 'text/html' }, body: 'Too large' }),
      { isMeant: (call) => call.length > 1_000_000 },
    );

    const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('d')] });

    assert.equal(code, 0, told);
    assert.ok(refused.times > 0);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});

describeOn(ANY, 'a server that is busy', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  for (const [what, type, method, path, engine] of [
    ['a batch of files', 'lock_timeout', 'POST', /\/files\/$/, 'auto'],
    ['a chunk', 'lock_timeout', 'PUT', /\/chunks$/, 'version-chunks'],
    ['the last raw chunk', 'lock_timeout', 'POST', /\/upload_chunk$/, 'upload-chunk'],
    ['a part', 'upload_part_deferred', 'PUT', /\/parts\/1$/, 'version-uploads'],
    ['the merge', 'branch_head_mismatch', 'POST', /\/merge\/main$/, 'auto'],
    ['the merge', 'commit_id_taken', 'POST', /\/merge\/main$/, 'auto'],
  ] as const) {
    it(`with ${what} (${type}) is waited for as it asks: one commit`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 9 * MiB), [folder('d/small.txt')]: 'small' });
      const proxy = await proxyTo(bench.server().origin);
      // Twice the same: two at once would wait at the same time.
      const isMeant = ({ length }: ProxiedCall) => what !== 'the last raw chunk' || length > MiB;
      const refused = proxy.on(method, path, busy(type, SOON), { times: 2, isMeant });
      const start = performance.now();

      const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('d')], engine });

      assert.equal(code, 0, told);
      assert.equal(refused.times, 2);
      assert.ok(performance.now() - start >= 2000);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
      assert.equal((await repository.history()).filter(({ author }) => author === 'Ada').length, 1);
    });
  }

  it('until a date is waited for until then', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', /\/files\/$/, busy('lock_timeout', DATE), { times: 1 });
    const start = performance.now();

    const { code, events, told } = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('a.txt')],
    });

    assert.equal(code, 0, told);
    assert.ok(performance.now() - start >= 1000); // a date has whole seconds
    assert.equal(events.filter(({ type }) => type === 'waiting').length, 1);
  });

  it('for longer than anybody waits: the upload ends at once, and says when to try again', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on(
      'POST',
      /\/files\/$/,
      busy('lock_timeout', () => '7200'),
    );

    const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('a.txt')] });

    assert.equal(code, 1);
    assert.match(told, /The server is busy\. Try again in 2 hours\./);
  });
});

describeOn(ANY, 'the bandwidth limit', (bench) => {
  const folder = useTempFolder();

  it('of the headless command is kept', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/a.bin')]: seededBytes(1, 3 * MB),
      [folder('d/b.bin')]: seededBytes(2, 3 * MB),
    });
    const start = performance.now();

    const { code, told } = await upload({
      to: repository,
      paths: [folder('d')],
      flags: ['--limit-rate', '3MB'],
    });

    assert.equal(code, 0, told);
    assert.ok(performance.now() - start >= 1900);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('is live: a file that would take an hour is there as soon as it is lifted', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('big.bin')]: seededBytes(1, 36 * MB) });
    const run = startCoreUpload({ to: repository, paths: [folder('big.bin')], engine: 'auto' });
    run.limits.rate.bytesPerSecond = 10_000;
    await new Promise<void>((resolve) => {
      const end = run.meter.listen(() => {
        if (run.sent() === 0) return;
        end();
        run.limits.rate.bytesPerSecond = undefined;
        resolve();
      });
    });

    assert.equal((await run.receipt).result, 'committed');
    assert.deepEqual(await repository.contents(), await contentsOf([folder('big.bin')]));
  });
});

describeOn(ANY, 'the number of requests at once', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('is no more than --concurrency says', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('big.bin')]: seededBytes(1, 95 * MiB) });
    const proxy = await proxyTo(bench.server().origin);
    let [now, most] = [0, 0];
    proxy.observe((call) => {
      if (call.length < MiB) return;
      most = Math.max(most, ++now);
      void call.ended().finally(() => now--);
    });

    const { code, told } = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('big.bin')],
      engine: 'version-chunks',
      flags: ['--concurrency', '2'],
    });

    assert.equal(code, 0, told);
    assert.equal(most, 2);
  });
});

describeOn(ANY, 'very small files', (bench) => {
  const folder = useTempFolder();

  it('tell how much of them has left, without the heads that are longer than they are', async () => {
    const repository = await bench.repository();
    const names = Array.from({ length: 300 }, (_, index) => folder(`d/${index}.txt`));
    await writeFiles(Object.fromEntries(names.map((name, index) => [name, String(index).padStart(10)])));

    const run = startCoreUpload({ to: repository, paths: [folder('d')], engine: 'auto' });
    const { result } = await run.receipt;

    assert.equal(result, 'committed');
    assert.equal(Math.round(run.sent()), 3000);
  });
});
