import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { ANY, describeOn } from './support/servers';

const KiB = 1024;
/** A part's head, and the end of the request. */
const HEADS = KiB;

describeOn(ANY, 'a small file', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** Uploads one file, and tells how many bytes its requests had. */
  async function bytesOnTheLine(name: string, content: Uint8Array): Promise<number> {
    const repository = await bench.repository();
    await writeFiles({ [folder(name)]: content });
    const proxy = await proxyTo(bench.server().origin);
    let bytes = 0;
    proxy.observe((call) => {
      if (call.method === 'POST' && call.path.includes('/files/')) bytes += call.length;
    });

    const { code, done, told } = await upload({ to: repository.by(proxy.origin), paths: [folder(name)] });

    assert.equal(code, 0, told);
    assert.equal(done.bytes, content.byteLength, 'what is told is content, however it travels');
    assert.deepEqual(await repository.contents(), await contentsOf([folder(name)]));
    return bytes;
  }

  it('that shrinks travels in fewer bytes than it has, and arrives whole', async () => {
    const table = Buffer.from('id,name,weight\n1,Tom,4.2\n'.repeat(4 * KiB));
    const bytes = await bytesOnTheLine('table.csv', table);
    assert.ok(bytes < table.byteLength / 5, `${bytes} bytes`);
  });

  it('that is random travels as it is', async () => {
    const bytes = await bytesOnTheLine('noise.bin', seededBytes(7, 100 * KiB));
    assert.ok(bytes >= 100 * KiB && bytes < 100 * KiB + HEADS, `${bytes} bytes`);
  });

  for (const [what, content] of [
    ['hardly packed', gzipSync('a,b\n1,2\n'.repeat(KiB), { level: 0 })], // which would shrink
    ['packed', gzipSync(seededBytes(8, 100 * KiB))],
  ] as const) {
    it(`that the user has ${what} as .csv.gz arrives as that, not unpacked`, async () => {
      await bytesOnTheLine('table.csv.gz', content);
    });
  }
});
