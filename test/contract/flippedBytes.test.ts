import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { describeOn, EVERY, BOTH_ENDS } from './support/servers';

const MiB = 1024 * 1024;

/** Passes the request on with one bit turned. */
async function flipByte(call: ProxiedCall): Promise<void> {
  const body = await call.body();
  const middle = Math.floor(body.length / 2);
  body.writeUInt8(body.readUInt8(middle) ^ 1, middle);
  call.answer(await call.forward({ body }));
}

/** Not the tiny blob that is sent first to see whether the store takes any. */
const isRaw = ({ query }: ProxiedCall) =>
  query.get('is_compressed') === 'false' && Number(query.get('total_size')) > MiB;

describeOn(BOTH_ENDS, 'a byte that flips on the way, in raw chunks', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('once: the file is sent once more, and only right bytes reach the branch', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 21 * MiB), [folder('d/small.txt')]: 'small' });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', /\/upload_chunk$/, flipByte, { times: 1, isMeant: isRaw });

    const { code, done, told, events } = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('d/big.bin'), folder('d/small.txt')],
      engine: 'upload-chunk',
    });

    assert.equal(code, 0, told);
    assert.equal(events.filter(({ type }) => type === 'again').length, 1);
    assert.ok(done.bytes > 40 * MiB, 'all that the server accepted counts');
    assert.deepEqual(
      await repository.contents(),
      await contentsOf([folder('d/big.bin'), folder('d/small.txt')]),
    );
    assert.equal((await repository.history()).length, 2, 'one commit, and that of the empty repository');
    const readBack = proxy.seen.filter((call) => /^GET .*\/file\/[0-9a-f-]{36}\/big\.bin$/.test(call));
    assert.equal(readBack.length, bench.version === '0.50.7' ? 2 : 0, 'where the server checks nothing');
  });

  it('always: the file is named, and nothing is committed', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 9 * MiB), [folder('d/small.txt')]: 'small' });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', /\/upload_chunk$/, flipByte, { isMeant: isRaw });

    const { code, done, told } = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('d')],
      engine: 'upload-chunk',
    });

    assert.equal(code, 1);
    assert.match(told, /failed: .*\/d\/big\.bin/);
    assert.deepEqual([done.commit, done.files.failed, done.files.uploaded], [null, 1, 0]);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);

    const direct = await upload({ to: repository, paths: [folder('d')], engine: 'upload-chunk' });
    assert.equal(direct.code, 0, direct.told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});

describeOn(BOTH_ENDS, 'a byte that flips on the way, in a pack', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('is noticed by the server, and the pack is sent once more', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/one.bin')]: seededBytes(1, 5000),
      [folder('d/two.bin')]: seededBytes(2, 5000),
    });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', /\/upload_chunk$/, flipByte, { times: 1 });

    const { code, told } = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('d')],
      engine: 'upload-chunk',
    });

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});

describeOn(BOTH_ENDS, 'a byte that flips on the way, where the server checks the whole file', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  async function prepared() {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 11 * MiB), [folder('d/small.txt')]: 'small' });
    const proxy = await proxyTo(bench.server().origin);
    return { repository, proxy, selection: { to: repository.by(proxy.origin), paths: [folder('d')] } };
  }

  it('stays with version-chunks: the file is named, nothing is committed, and another run gets it there', async () => {
    const { repository, proxy, selection } = await prepared();
    proxy.on('PUT', /\/chunks$/, flipByte, { times: 1 });

    const { code, told, done } = await upload({ ...selection, engine: 'version-chunks' });

    assert.equal(code, 1);
    assert.match(told, /failed: .*cannot assemble .*\/d\/big\.bin from its chunks/);
    assert.deepEqual([done.commit, done.files.failed], [null, 1]);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);

    const again = await upload({ to: repository, paths: [folder('d')] });
    assert.equal(again.code, 0, again.told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  if (bench.version !== '0.65.2') return;
  it('in a session: the file is sent once more', async () => {
    const { repository, proxy, selection } = await prepared();
    proxy.on('PUT', /\/parts\/2$/, flipByte, { times: 1 });

    const { code, told, events } = await upload({ ...selection, engine: 'version-uploads' });

    assert.equal(code, 0, told);
    const again = events.filter(({ type }) => type === 'again').map(({ reason }) => reason);
    assert.deepEqual(again, ['The file arrived on the server with different content']);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('in each session: the file goes by the next engine, or is named when the user chose this one', async () => {
    const { repository, proxy, selection } = await prepared();
    proxy.on('PUT', /\/parts\/2$/, flipByte);

    const chosen = await upload({ ...selection, engine: 'version-uploads' });
    assert.equal(chosen.code, 1);
    assert.match(chosen.told, /failed: .*with different content, 3 times: .*\/d\/big\.bin/);
    assert.deepEqual([chosen.done.commit, chosen.done.files.failed], [null, 1]);

    proxy.on('POST', /\/files\/$/, flipByte, { times: 1 }); // while it is hashed it does not get through either
    const { code, told, done } = await upload(selection);
    assert.equal(code, 0, told);
    assert.equal(done.engine, 'upload-chunk');
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});

describeOn(EVERY, 'a byte that flips in a batch of small files', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('once: the file is sent once more, and only right bytes reach the branch', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.bin')]: seededBytes(1, 5000), [folder('d/b.txt')]: 'b' });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', /\/files\/$/, flipByte, { times: 1 });

    const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('d')] });

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    assert.equal((await repository.history()).filter(({ author }) => author === 'Ada').length, 1);
  });

  it('always: the file is named, and no branch sees it', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.bin')]: seededBytes(1, 5000) });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', /\/files\/$/, flipByte);

    const { code, told, done } = await upload({ to: repository.by(proxy.origin), paths: [folder('a.bin')] });

    assert.equal(code, 1);
    assert.match(told, /failed: .*a\.bin: a\.bin did not arrive on the server intact/);
    assert.deepEqual([done.commit, done.files.failed], [null, 1]);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);
  });
});
