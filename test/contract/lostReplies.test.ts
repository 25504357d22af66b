import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { seededBytes } from './support/seededTree';
import { describeOn, BOTH_ENDS, SMALL_ENDS, type Version } from './support/servers';

const MiB = 1024 * 1024;

const always = () => true;
const REPLIES = {
  'the opening of the workspace': ['auto', 'PUT', /\/workspaces$/, always],
  'a batch of small files': ['auto', 'POST', /\/files\/$/, always],
  'a pack': ['upload-chunk', 'POST', /\/upload_chunk$/, (call) => call.query.get('is_compressed') === 'true'],
  'a raw chunk': ['upload-chunk', 'POST', /\/upload_chunk$/, (call) => call.query.get('chunk_num') === '1'],
  'the last raw chunk': [
    'upload-chunk',
    'POST',
    /\/upload_chunk$/,
    (call) => call.query.get('chunk_num') === '2',
  ],
  'a version’s chunk': ['version-chunks', 'PUT', /\/chunks$/, always],
  'a version’s completion': ['version-chunks', 'POST', /\/complete$/, always],
  'the begin of a session': ['version-uploads', 'POST', /\/versions\/uploads$/, always],
  'a part of a session': ['version-uploads', 'PUT', /\/parts\/1$/, always],
} satisfies Record<string, readonly [string, string, RegExp, (call: ProxiedCall) => boolean]>;

/** Engines that only some generations have. */
const MISSING: Readonly<Record<Version, readonly string[]>> = {
  '0.50.7': ['version-uploads'],
  '0.58.1': ['upload-chunk', 'version-uploads'],
  '0.65.2': [],
};

describeOn(BOTH_ENDS, 'the lost answer', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  for (const [what, [engine, method, path, isMeant]] of Object.entries(REPLIES)) {
    if (MISSING[bench.version].includes(engine)) continue;
    it(`to ${what} (${engine}) changes nothing: one commit, all files`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('d/big.bin')]: seededBytes(1, 21 * MiB), [folder('d/small.txt')]: 'small' });
      const proxy = await proxyTo(bench.server().origin);
      let lost = 0;
      const lose = async (call: ProxiedCall) => {
        await call.forward();
        lost++;
        call.drop();
      };
      proxy.on(method, path, lose, { times: 1, isMeant });

      const { code, done, told } = await upload({
        to: repository.by(proxy.origin),
        paths: [folder('d')],
        engine,
      });

      assert.equal(code, 0, told);
      assert.equal(lost, 1);
      assert.equal(done.files.uploaded, 2);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
      assert.deepEqual(await repository.workspaces(), []);
      assert.equal((await repository.history()).length, 2);
    });
  }
});

describeOn(SMALL_ENDS, 'a commit that was made', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  for (const status of [403, 409, 413, 499])
    it(`is told although somebody on the way answers ${status}`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('d/a.txt')]: 'a' });
      const proxy = await proxyTo(bench.server().origin);
      const refuse = async (call: ProxiedCall) => {
        await call.forward();
        call.answer({ status, body: 'Too late' });
      };
      proxy.on('POST', /\/merge\//, refuse, { times: 1 });

      const { code, done, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('d')] });

      assert.equal(code, 0, told);
      assert.equal(done.commit, (await repository.history())[0]?.id);
      assert.deepEqual(await repository.workspaces(), []);
    });
});
