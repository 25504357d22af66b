import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { describeOn, SMALL_ENDS } from './support/servers';

const MB = 1_000_000;
const HEALTH = /^\/api\/health$/;

describeOn(SMALL_ENDS, 'the disk of the server', (bench) => {
  // The engine of large files joins chunks below 0.64: they lie beside the file for a moment.
  const needed = bench.version === '0.65.2' ? 22 : 42;
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** Two files of 20 and 2 MB, and a server that tells of a disk. */
  async function prepared(health: string, status = 200) {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/big.bin')]: seededBytes(1, 20 * MB),
      [folder('d/small.bin')]: seededBytes(2, 2 * MB),
    });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('GET', HEALTH, (call) => call.answer({ status, body: health }));
    return { repository, proxy, selection: { to: repository.by(proxy.origin), paths: [folder('d')] } };
  }
  const free = (bytes: number) => JSON.stringify({ disk_usage: { free_gb: bytes / 1e9 } });

  it('that is too small is told in numbers, before anything is sent', async () => {
    const { repository, proxy, selection } = await prepared(free(needed * MB - 1));

    const { code, told, done } = await upload(selection);

    assert.equal(code, 1);
    assert.match(told, new RegExp(`this upload needs ${needed} MB, \\d+ MB are free`));
    assert.match(told, /Free up space on the server or upload less at once/);
    assert.deepEqual([done.commit, done.bytes], [null, 0]);
    assert.deepEqual(await repository.workspaces(), []);
    assert.deepEqual(
      proxy.seen.filter((call) => /\/files\/$|\/chunks$|\/parts\//.test(call)),
      [],
    );
  });

  it('that is just large enough is used', async () => {
    const { selection } = await prepared(free(needed * MB));
    assert.equal((await upload(selection)).code, 0);
  });

  it('need not have room for equal files twice: what really is to be sent decides', async () => {
    const { selection } = await prepared(free(needed * MB));
    await writeFiles({ [folder('d/twin.bin')]: seededBytes(1, 20 * MB) });
    assert.equal((await upload(selection)).code, 0);
  });

  it('is not asked for when the user chose the engine', async () => {
    const { selection, proxy } = await prepared(free(0));
    assert.equal((await upload({ ...selection, engine: 'version-chunks' })).code, 0);
    assert.ok(!proxy.seen.some((call) => call.endsWith('/api/health')));
  });

  for (const [what, health, status] of [
    ['is not told', '{"status":"error"}', 500],
    ['is not for everybody to know', '', 401],
    ['is told in a way that nobody knows', '{"free":"lots"}', 200],
  ] as const) {
    it(`that ${what} is used all the same`, async () => {
      const { selection } = await prepared(health, status);
      const { code, told } = await upload(selection);
      assert.equal(code, 0, told);
    });
  }
});
