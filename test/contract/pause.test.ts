import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { startOxenServer } from '../oxen-server';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { type CoreUpload, startCoreUpload } from './support/coreUpload';
import type { ProxiedCall } from './support/proxiedCall';
import { type Proxy, useProxy } from './support/proxy';
import { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';
import { describeOn, SMALL_ENDS } from './support/servers';

const MiB = 1024 * 1024;
/** Slow enough to be met in the middle, in bytes a second. */
const SLOW = 40 * MiB;
/** Of others, which are answered while nothing of the paused run happens: many times what it would need. */
const REQUESTS = 25;

const LARGE_REQUEST = {
  'upload-chunk': /\/upload_chunk$/,
  'version-chunks': /\/chunks$/,
  'version-uploads': /\/parts\/\d+$/,
} as const;

describeOn(SMALL_ENDS, 'a pause', (bench) => {
  afterEach(() => mock.restoreAll());

  const folder = useTempFolder();
  const proxyTo = useProxy();

  for (const engine of ['upload-chunk', 'version-chunks', 'version-uploads'] as const) {
    if (engine === 'version-uploads' && bench.version !== '0.65.2') continue;

    it(`in the middle of a large file by ${engine} stops it; what broke meanwhile is sent again after it`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 45 * MiB) });
      const proxy = await proxyTo(bench.server().origin);
      const inTheAir = requestsInTheAir(proxy);
      const upload = startCoreUpload({ to: repository.by(proxy.origin), paths: [folder('d')], engine });
      upload.limits.rate.bytesPerSecond = SLOW;
      await pauseInTheMiddle(upload, repository, 12 * MiB);

      const [sent, seen] = [upload.sent(), proxy.seen.length];
      upload.limits.rate.bytesPerSecond = undefined;
      await othersAreServed(repository);
      assert.equal(upload.sent(), sent, 'bytes left during the pause');
      assert.ok(inTheAir.size > 0, 'nothing hangs in the air');
      mock.method(Math, 'random', () => 0); // a request that is sent again is so at once
      for (const call of inTheAir) call.drop();
      await othersAreServed(repository);
      const large = proxy.seen.slice(seen).filter((line) => LARGE_REQUEST[engine].test(line));
      assert.deepEqual(large, [], 'requests began during the pause');
      assert.equal(upload.meter.progress().paused, true);

      upload.control.resume();
      const { result, error } = await upload.receipt;

      assert.equal(result, 'committed', error?.message);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
      const troubles = upload.events.filter((event) => event.type === 'waiting' && event.ms > 0);
      assert.deepEqual(troubles, [], 'the pause was taken for a failure');
    });

    it(`in a large file by ${engine} ends with a cancel, and without a trace`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 45 * MiB) });
      const upload = startCoreUpload({ to: repository, paths: [folder('d')], engine });
      upload.limits.rate.bytesPerSecond = SLOW;
      await pauseInTheMiddle(upload, repository, 12 * MiB);
      upload.cancel();

      assert.equal((await upload.receipt).result, 'cancelled');
      assert.deepEqual(await repository.workspaces(), []);
      assert.deepEqual(await repository.contents(), new Map());
    });
  }

  it('among small files lets no further request begin', async () => {
    const repository = await bench.repository();
    const names = Array.from({ length: 300 }, (_, index) => folder(`d/${index}`));
    await writeFiles(Object.fromEntries(names.map((path, seed) => [path, seededBytes(seed, 7000)])));
    const upload = startCoreUpload({ to: repository, paths: [folder('d')], engine: 'auto' });
    upload.limits.rate.bytesPerSecond = MiB;
    await pauseInTheMiddle(upload, repository, 0.3 * MiB);
    const sent = upload.sent();
    upload.limits.rate.bytesPerSecond = undefined;
    await othersAreServed(repository);
    assert.equal(upload.sent(), sent);
    upload.control.resume();

    assert.equal((await upload.receipt).result, 'committed');
    assert.equal((await repository.contents()).size, 300);
  });

  it('before the first byte: nothing is committed until it ends', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a' });
    const upload = startCoreUpload({ to: repository, paths: [folder('d')], engine: 'auto' });
    upload.control.pause();
    await othersAreServed(repository);
    assert.deepEqual(await repository.history(), []);
    upload.control.resume();

    assert.equal((await upload.receipt).result, 'committed');
  });
});

describe('a pause that an upload session does not survive', () => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('lets the file start again, however often, and says so', async () => {
    const server = await startOxenServer({ version: '0.65.2' });
    server.createRepository('tests', 'pause');
    const repository = new TestRepository(server.origin, 'tests/pause', 'any');
    await writeFiles({ [folder('big.bin')]: seededBytes(1, 45 * MiB) });
    const proxy = await proxyTo(server.origin);
    const inTheAir = requestsInTheAir(proxy);
    const paths = [folder('big.bin')];
    const upload = startCoreUpload({ to: repository.by(proxy.origin), paths, engine: 'version-uploads' });
    upload.limits.rate.bytesPerSecond = SLOW;
    // More often than a session may be dropped without a pause.
    for (let pause = 1; pause <= 4; pause++) {
      await pauseInTheMiddle(upload, repository, upload.sent() + 12 * MiB);
      for (const call of inTheAir) call.drop();
      await server.dropUploads();
      upload.control.resume();
    }
    const { result, error } = await upload.receipt;

    assert.equal(result, 'committed', error?.message);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
    const told = upload.events.flatMap((event) =>
      'reason' in event ? [`${event.type}: ${event.reason}`] : [],
    );
    assert.ok(
      told.some((line) =>
        /^waiting: If the pause lasts longer than a minute, big\.bin will be sent from the beginning again/.test(
          line,
        ),
      ),
      told.join('\n'),
    );
    assert.equal(
      told.filter((line) => /^again: The pause was too long/.test(line)).length,
      4,
      told.join('\n'),
    );
    await server.close();
  });
});

async function othersAreServed(repository: TestRepository): Promise<void> {
  for (let request = 0; request < REQUESTS; request++) await repository.history();
}

/** Those with content that have no answer yet. */
function requestsInTheAir(proxy: Proxy): ReadonlySet<ProxiedCall> {
  const inTheAir = new Set<ProxiedCall>();
  proxy.observe((call) => {
    if (call.length < MiB) return;
    inTheAir.add(call);
    void call.ended().finally(() => inTheAir.delete(call));
  });
  return inTheAir;
}

/** Fulfilled when so many bytes have left, and what was leaving just then has left. */
async function pauseInTheMiddle(
  upload: CoreUpload,
  repository: TestRepository,
  bytes: number,
): Promise<void> {
  const gone = upload.receipt.then(() => true);
  await new Promise<void>((resolve) => {
    const end = upload.meter.listen(() => {
      if (upload.sent() < bytes) return;
      end();
      upload.control.pause();
      resolve();
    });
    void gone.then(() => resolve());
  });
  await othersAreServed(repository);
  assert.equal(upload.control.isPaused, true, 'it was over before');
}
