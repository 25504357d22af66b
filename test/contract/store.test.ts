import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { s3Suite } from './suites/store';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { describeOn, SMALL_S3 } from './support/servers';

const MiB = 1024 * 1024;

describeOn(SMALL_S3, 'a repository', s3Suite);

describeOn(SMALL_S3, 'a byte that flips on the way, in chunks by offset', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('reaches no branch, whether or not the server checks what it joins', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 11 * MiB) });
    const proxy = await proxyTo(bench.server().origin);
    const flip = async (call: ProxiedCall) => {
      const body = await call.body();
      body.writeUInt8(body.readUInt8(100) ^ 1, 100);
      call.answer(await call.forward({ body }));
    };
    proxy.on('PUT', /\/chunks$/, flip, { times: 1 });
    const selection = { paths: [folder('d')], engine: 'version-chunks' };

    const { code, done } = await upload({ to: repository.by(proxy.origin), ...selection });

    if (bench.version === '0.50.7') {
      assert.equal(code, 0, 'it is found when it is read back, and sent once more');
      assert.ok(done.bytes > 11 * MiB);
    } else {
      assert.equal(code, 1, 'the server refuses it');
      assert.deepEqual(await repository.contents(), new Map());
    }

    const again = await upload({ to: repository, ...selection });
    assert.equal(again.code, 0, again.told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});
