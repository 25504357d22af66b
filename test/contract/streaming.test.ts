import assert from 'node:assert/strict';
import { appendFile, truncate, utimes } from 'node:fs/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startUpload, upload } from './support/headless';
import { buildVariant } from '../faults/variant';
import { buildForNearServers } from './support/nearServer';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { describeOn, NEW } from './support/servers';

const MiB = 1024 * 1024;
const SIZE = 12 * MiB;
/** Three parts. */
const LARGE = 25 * MiB;
/** Of a file that is sent in parts. */
const PART = /^PUT .*\/(chunks|uploads)\b|\/upload_chunk$/;

describeOn(NEW, 'a new large file on a fast line', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /**
   * A repository, an upload of `d/` to it by way of a proxy, and what went through that. The line is known to be fast
   * from before: on a machine with much else to do the first replies can be as late as those from far away.
   */
  async function setUp(files: Readonly<Record<string, Uint8Array>>, { isKnown = true } = {}) {
    const repository = await bench.repository();
    await writeFiles(files);
    const proxy = await proxyTo(bench.server().origin);
    const server = { version: bench.version, since: Date.now(), has: {}, speed: 1e9 };
    if (isKnown)
      await writeFiles({
        [folder('state/oxen-upload/servers.json')]: JSON.stringify({ [proxy.origin]: server }),
      });
    const order = {
      to: repository.by(proxy.origin),
      paths: [folder('d')],
      env: { XDG_STATE_HOME: folder('state') },
    };
    const count = (call: RegExp) => proxy.seen.filter((one) => call.test(one)).length;
    const assertThere = async () => {
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
      assert.deepEqual(await repository.workspaces(), []);
    };
    return { repository, proxy, order, count, assertThere };
  }

  it('is sent while it is hashed, and is known from then on', async () => {
    const { order, count, assertThere, proxy } = await setUp({ [folder('d/big.bin')]: seededBytes(1, SIZE) });
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(folder('d/big.bin'), longAgo, longAgo);

    const { code, done, events, told } = await upload(order);

    assert.equal(code, 0, told);
    assert.equal(done.engine, 'stage-files');
    assert.deepEqual([count(/^POST .*\/files\/$/), count(PART)], [1, 0]);
    assert.deepEqual(
      events.filter(({ type }) => type === 'again'),
      [],
    );
    await assertThere();
    const before = proxy.seen.length;
    const second = await upload(order);
    assert.deepEqual([second.code, second.done.result, second.done.bytes], [0, 'nothing to do', 0]);
    assert.deepEqual(
      proxy.seen.slice(before).filter((call) => /^(POST|PUT) /.test(call)),
      [],
    );
  });

  /** Builds the headless command that sends a file of 20 MiB as it does one of a gigabyte. */
  async function forSmallerFiles(): Promise<string> {
    const bundle = folder('smaller/headless.js');
    const size = { 'const WORTH_PARTS = 1024 * 1024 * 1024;': 'const WORTH_PARTS = 20 * 1024 * 1024;' };
    await buildVariant({ 'upload/transfer/streaming.ts': size }, bundle);
    return bundle;
  }

  it('that is very large, and alone, goes in parts side by side', async () => {
    const { order, assertThere, proxy } = await setUp({ [folder('d/big.bin')]: seededBytes(1, LARGE) });
    const first = proxy.hold('PUT', /\/parts\/1$/);
    const second = proxy.hold('PUT', /\/parts\/2$/);
    const run = startUpload({ ...order, bundle: await forSmallerFiles() });
    await Promise.all([first.reached, second.reached]);
    for (const one of [first, second]) one.release();

    const { code, done, told } = await run.outcome;

    assert.equal(code, 0, told);
    assert.equal(done.engine, 'version-uploads');
    await assertThere();
  });

  it('that is very large, and changes while its parts are sent, is named, and nothing is committed', async () => {
    const { order, proxy, repository } = await setUp({ [folder('d/big.bin')]: seededBytes(1, LARGE) });
    const part = proxy.hold('PUT', /\/parts\/1$/);
    const run = startUpload({ ...order, bundle: await forSmallerFiles() });
    await part.reached;
    await truncate(folder('d/big.bin'), LARGE - 1);
    await appendFile(folder('d/big.bin'), 'x');
    part.release();

    const { code, told, done } = await run.outcome;

    assert.equal(code, 1);
    assert.match(told, /failed: .*big\.bin changed after the upload was planned/);
    assert.equal(done.commit, null);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('of which there are two equal ones travels once', async () => {
    const equal = seededBytes(1, SIZE);
    const { order, count, assertThere } = await setUp({
      [folder('d/a.bin')]: equal,
      [folder('d/b.bin')]: equal,
      [folder('d/of-the-same-size.bin')]: seededBytes(2, SIZE),
    });

    const { code, told } = await upload(order);

    assert.equal(code, 0, told);
    assert.equal(count(/^POST .*\/files\/$/), 1, 'the one that is unlike the others');
    assert.equal(count(PART), 2, 'one of the equal ones, in two parts');
    await assertThere();
  });

  it('of which there are several: three are under way at once, as soon as one has arrived', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const { proxy, order, assertThere } = await setUp(
      Object.fromEntries(names.map((name, i) => [folder(`d/${name}.bin`), seededBytes(i, SIZE + i)])),
    );
    const held = names.map(() => proxy.hold('POST', /\/files\/$/));
    const run = startUpload(order);
    await Promise.all([held[0]?.reached, held[1]?.reached]);
    held[0]?.release();
    await Promise.all([held[2]?.reached, held[3]?.reached]);
    for (const one of held) one.release();

    const { code, told } = await run.outcome;

    assert.equal(code, 0, told);
    await assertThere();
  });

  it('that is altered on the way is taken out again, and sent another way', async () => {
    const { proxy, order, assertThere, repository } = await setUp({
      [folder('d/big.bin')]: seededBytes(1, SIZE),
    });
    proxy.on('POST', /\/files\/$/, flipByte, { times: 1 });

    const { code, done, told } = await upload(order);

    assert.equal(code, 0, told);
    assert.notEqual(done.engine, 'stage-files');
    await assertThere();
    assert.equal((await repository.history()).length, 2, 'one commit, and that of the empty repository');
  });

  it('that changes while it is sent is committed as it is by then, never as a mixture, and concerns no other', async () => {
    const { proxy, order, count, assertThere } = await setUp({
      [folder('d/big.bin')]: seededBytes(1, 60 * MiB),
      [folder('d/other.bin')]: seededBytes(2, SIZE),
    });
    const held = proxy.hold('POST', /\/files\/$/);
    const { outcome } = startUpload({ ...order, flags: ['--limit-rate', '20MB'] });
    await held.reached;
    await appendFile(folder('d/big.bin'), 'and more');
    held.release();

    const { code, told, events } = await outcome;

    assert.equal(code, 0, told);
    const again = events.filter(({ type }) => type === 'again').map(({ reason }) => reason);
    assert.match(
      again[0] ?? '',
      /big\.bin could not be sent in one request, and is sent again another way: .*changed/,
    );
    assert.equal(count(/^POST .*\/files\/$/), 2, 'the other is sent in one request, too');
    await assertThere();
  });

  it('whose reply is lost gets there', async () => {
    const { proxy, order, assertThere } = await setUp({ [folder('d/big.bin')]: seededBytes(1, SIZE) });
    proxy.on(
      'POST',
      /\/files\/$/,
      async (call) => {
        await call.forward();
        call.drop();
      },
      { times: 1 },
    );

    const { code, told } = await upload(order);

    assert.equal(code, 0, told);
    await assertThere();
  });

  for (const [how, isKnown] of [
    ['beside others from the first one on, where the line is known to be fast', true],
    ['alone at first, where nothing is known of the line', false],
  ] as const)
    it(`travels ${how}`, async () => {
      const numbers = [1, 2, 3, 4, 5];
      const { proxy, order, assertThere } = await setUp(
        Object.fromEntries(numbers.map((number) => [folder(`d/${number}.bin`), seededBytes(number, SIZE)])),
        { isKnown },
      );
      let [underWay, most]: [number, number] = [0, 0];
      let tellOfSecond: () => void = () => undefined;
      const second = new Promise<void>((resolve) => (tellOfSecond = resolve));
      const atFirst: number[] = [];
      proxy.on('POST', /\/files\/$/, async (call) => {
        most = Math.max(most, ++underWay);
        if (underWay === 2) tellOfSecond();
        if (isKnown) await second;
        call.answer(await call.forward());
        atFirst.push(most);
        underWay--;
      });

      const bundle = folder('near/headless.js');
      await buildForNearServers(bundle);
      const { code, done, told } = await upload({ ...order, bundle });

      assert.equal(code, 0, told);
      assert.equal(done.engine, 'stage-files');
      assert.equal(atFirst[0] === 1, !isKnown, `${atFirst[0]} before the first one was through`);
      assert.ok(most <= 3, `${most} at once`);
      await assertThere();
    });

  it('goes the way that was chosen', async () => {
    const { order, count, assertThere } = await setUp({ [folder('d/big.bin')]: seededBytes(1, SIZE) });

    const { code, done } = await upload({ ...order, engine: 'version-chunks' });

    assert.deepEqual([code, done.engine, count(/^POST .*\/files\/$/)], [0, 'version-chunks', 0]);
    await assertThere();
  });
});

/** Passes the request on with one bit turned. */
async function flipByte(call: ProxiedCall): Promise<void> {
  const body = await call.body();
  const middle = Math.floor(body.length / 2);
  body.writeUInt8(body.readUInt8(middle) ^ 1, middle);
  call.answer(await call.forward({ body }));
}
