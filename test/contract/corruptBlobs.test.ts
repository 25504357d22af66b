import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { storeCorrupt } from './support/corrupt';
import { startUpload, upload } from './support/headless';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { describeOn, OLD } from './support/servers';

const MiB = 1024 * 1024;

describeOn(OLD, 'a server that checks nothing', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('is read from before the merge', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('big.bin')]: seededBytes(1, 9 * MiB) });
    const proxy = await proxyTo(bench.server().origin);

    const { code } = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('big.bin')],
      engine: 'upload-chunk',
    });

    assert.equal(code, 0);
    const read = proxy.seen.findIndex((call) => /^GET .*\/file\/[0-9a-f-]{36}\/big\.bin$/.test(call));
    const merged = proxy.seen.findIndex((call) => /^POST .*\/merge\/main$/.test(call));
    assert.ok(read >= 0 && read < merged, proxy.seen.join('\n'));
  });

  it('is read from before the merge also when the upload was killed while it was', async () => {
    const repository = await bench.repository();
    const content = seededBytes(1, 9 * MiB);
    await storeCorrupt(repository, content);
    await writeFiles({ [folder('d/big.bin')]: content, [folder('d/fine.txt')]: 'fine' });
    const proxy = await proxyTo(bench.server().origin);
    const reading = proxy.hold('GET', /\/file\//);
    const selection = { to: repository.by(proxy.origin), paths: [folder('d')] };
    const env = { XDG_STATE_HOME: folder('state') };
    const run = startUpload({ ...selection, env });
    await reading.reached;
    await run.kill();
    await run.outcome.catch(() => undefined);
    proxy.forget();

    const { code, told } = await upload({ ...selection, env, flags: ['--resume'] });

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  for (const [what, size] of [
    ['small', 5000],
    ['empty', 0],
    ['large', 21 * MiB],
  ] as const) {
    for (const engine of ['auto', 'upload-chunk']) {
      it(`has a corrupt ${what} blob from before: it is replaced, by ${engine}`, async () => {
        const repository = await bench.repository();
        const content = seededBytes(1, size);
        await storeCorrupt(repository, content);
        await writeFiles({
          [folder('d/one.bin')]: content,
          [folder('d/two.bin')]: content,
          [folder('d/fine.txt')]: 'fine',
        });

        const { code, told } = await upload({ to: repository, paths: [folder('d')], engine });

        assert.equal(code, 0, told);
        assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
      });
    }
  }
});
