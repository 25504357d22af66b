import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { type RunningOxenServer, startOxenServer } from '../oxen-server';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startUpload, upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';
import { describeOn, EVERY, NEW } from './support/servers';
import { xxh3 } from './support/xxh3';

const MiB = 1024 * 1024;
const SIZE = 21 * MiB;

const CHUNKS = /\/chunks$/;
const COMPLETE = /\/complete$/;
const SUCCESS = '{"status":"success","status_message":"resource_created"}';

describeOn(EVERY, 'a large file in chunks by offset', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  async function prepared() {
    const repository = await bench.repository();
    const content = seededBytes(1, SIZE);
    await writeFiles({ [folder('d/big.bin')]: content, [folder('d/same.bin')]: content });
    const proxy = await proxyTo(bench.server().origin);
    const selection = { to: repository.by(proxy.origin), paths: [folder('d')] };
    return { repository, proxy, content, selection };
  }

  it('is sent once more when the server does not keep one of them', async () => {
    const { repository, proxy, selection } = await prepared();
    const isSecond = ({ query }: ProxiedCall) => query.get('offset') === String(10 * MiB);
    const swallow = (call: ProxiedCall) => call.answer({ status: 200, body: SUCCESS });
    proxy.on('PUT', CHUNKS, swallow, { times: 1, isMeant: isSecond });

    const { code, told, events } = await upload({ ...selection, engine: 'version-chunks' });

    assert.equal(code, 0, told);
    const again = events.filter(({ type }) => type === 'again').map(({ reason }) => reason);
    assert.match(again[0] ?? '', /did not keep all chunks/);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('is completed once more after a failure of the server', async () => {
    const { repository, proxy, selection } = await prepared();
    proxy.on('POST', COMPLETE, (call) => call.answer({ status: 500, body: '{}' }), { times: 1 });

    const { code, told } = await upload({ ...selection, engine: 'version-chunks' });

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('is staged although the answer that it is complete says otherwise', async () => {
    const { repository, proxy, selection } = await prepared();
    const fail = async (call: ProxiedCall) => {
      await call.forward();
      call.answer({ status: 500, body: '{}' });
    };
    proxy.on('POST', COMPLETE, fail, { times: 1 });

    const { code, told, events } = await upload({ ...selection, engine: 'version-chunks' });

    assert.equal(code, 0, told);
    const kept = events.filter(({ reason }) => reason?.includes('did not keep') === true);
    assert.deepEqual(kept, [], 'nothing of it is sent again');
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('where chunks of another size lie in between goes by another engine, or is named', async () => {
    const { repository, selection, content } = await prepared();
    const chunk = `versions/${await xxh3(content)}/chunks?offset=${MiB}`;
    await repository.call('PUT', chunk, { body: content.subarray(MiB, 2 * MiB) });

    const chosen = await upload({ ...selection, engine: 'version-chunks' });
    assert.equal(chosen.code, 1);
    assert.match(chosen.told, /cannot put .*\/d\/big\.bin together from its chunks .*4 != 3/);
    assert.equal(chosen.done.commit, null);

    const { code, told } = await upload(selection);
    // Between 0.54 and 0.64 there is no other.
    assert.equal(code, bench.version === '0.58.1' ? 1 : 0, told);
    if (code === 0) assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});

describeOn(NEW, 'a session', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('whose parts do not make up the file is not begun', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('big.bin')]: seededBytes(1, SIZE) });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', /\/versions\/uploads$/, async (call) => {
      const reply = await call.forward();
      call.answer({ ...reply, body: reply.body.toString().replace('"num_parts":3', '"num_parts":4') });
    });

    const { code, told, done } = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('big.bin')],
      engine: 'version-uploads',
    });

    assert.equal(code, 1);
    assert.match(told, /4 parts of 10485760 bytes are not a file of 22020096/);
    assert.deepEqual([done.commit, done.bytes], [null, 0]);
    assert.deepEqual(await repository.workspaces(), []);
  });
});

describe('a session with parts of another size than our chunks, on the small 0.65.2', () => {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  let server: RunningOxenServer;

  before(async () => {
    server = await startOxenServer({ segmentBytes: 3 * MiB + 1 });
    server.createRepository('tests', 'odd');
  });
  after(() => server.close());

  it('names a file that changes while it is sent, and else gets it there whole', async () => {
    const repository = new TestRepository(server.origin, 'tests/odd', 'a-key-that-nobody-asks-for');
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, SIZE) });
    const proxy = await proxyTo(server.origin);
    const selection = { to: repository.by(proxy.origin), paths: [folder('d')], engine: 'version-uploads' };
    const last = proxy.hold('PUT', /\/parts\/7$/);
    const run = startUpload(selection);
    await last.reached;
    await writeFile(folder('d/big.bin'), seededBytes(2, SIZE));
    last.drop();

    const { code, told, done } = await run.outcome;
    assert.equal(code, 1);
    assert.match(told, /failed: .*\/d\/big\.bin has changed since the upload was planned/);
    assert.equal(done.commit, null);

    assert.equal((await upload(selection)).code, 0);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});
