import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { describeOn, OLD } from './support/servers';

const MiB = 1024 * 1024;

describeOn(OLD, 'behind a proxy that does not let upload_chunk pass', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  for (const status of [403, 404])
    it(`with ${status}, a large file arrives all the same, and is read back`, async () => {
      const repository = await bench.repository();
      const proxy = await proxyTo(bench.server().origin);
      await writeFiles({ [folder('large.bin')]: seededBytes(1, 12 * MiB) });
      proxy.on('POST', /\/commits\/upload_chunk$/, (call) => call.answer({ status, body: '' }));
      const read = proxy.on('GET', /\/file\/.*large\.bin$/, (call) => call.pass());

      const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('large.bin')] });

      assert.equal(code, 0, told);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('large.bin')]));
      assert.ok(read.times > 0);
    });
});
