import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { type RunningOxenServer, startOxenServer } from '../oxen-server';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { chunkSuite } from './suites/chunks';
import { contentsOf } from './support/contents';
import { startUpload, upload } from './support/headless';
import { useProxy } from './support/proxy';
import { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';
import { describeOn, EVERY, NEW } from './support/servers';
import { xxh3 } from './support/xxh3';

const MiB = 1024 * 1024;
const SIZE = 21 * MiB;

describeOn(EVERY, 'a large file in chunks by offset', chunkSuite);

describeOn(NEW, 'a large file by upload-chunk', (bench) => {
  const folder = useTempFolder();

  it('arrives where chunks of two other attempts lie', async () => {
    const repository = await bench.repository();
    const content = seededBytes(1, SIZE);
    await writeFiles({ [folder('big.bin')]: content });
    const hash = await xxh3(content);
    for (const id of [hash, `0${hash}`]) {
      const query = `hash=${id}&chunk_num=7&total_chunks=8&total_size=${SIZE}&is_compressed=false`;
      await repository.call('POST', `commits/upload_chunk?${query}`, { body: 'of another size' });
    }

    const { code, told } = await upload({
      to: repository,
      paths: [folder('big.bin')],
      engine: 'upload-chunk',
    });

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('big.bin')]));
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
    assert.match(told, /failed: .*\/d\/big\.bin changed after the upload was planned/);
    assert.equal(done.commit, null);

    assert.equal((await upload(selection)).code, 0);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});
