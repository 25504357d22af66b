import assert from 'node:assert/strict';
import { chmod, rm, truncate, writeFile } from 'node:fs/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { type Outcome, startUpload, upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import type { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';
import { ANY, CLIENT_DECIDES, describeOn } from './support/servers';

const MiB = 1024 * 1024;
/** Three chunks: the last one is read when the others have been answered. */
const SIZE = 21 * MiB;
const NOBODY = 65534;

const HARM = {
  changes: (path: string) => writeFile(path, seededBytes(9, MiB), { flag: 'r+' }),
  'changes at its end': async (path: string) => {
    await truncate(path, SIZE - MiB);
    await writeFile(path, seededBytes(9, MiB), { flag: 'a' });
  },
  shrinks: (path: string) => truncate(path, SIZE - 1),
  vanishes: (path: string) => rm(path),
} as const;

describeOn(CLIENT_DECIDES, 'a local file', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** A large file and two small ones, by way of a proxy. */
  async function threeFiles() {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/a.txt')]: 'first',
      [folder('d/big.bin')]: seededBytes(1, SIZE),
      [folder('d/z.txt')]: 'last',
    });
    const proxy = await proxyTo(bench.server().origin);
    return { repository, proxy, to: repository.by(proxy.origin), paths: [folder('d')] };
  }

  for (const [what, harm] of Object.entries(HARM)) {
    it(`that ${what} between hashing and sending is named, and nothing is committed`, async () => {
      const { repository, proxy, to } = await threeFiles();
      // Opened by the first file whose hash is known.
      const opening = proxy.hold('PUT', /\/workspaces$/);
      const { outcome } = startUpload({ to, paths: [folder('d/big.bin')], engine: 'version-chunks' });
      await opening.reached;
      await harm(folder('d/big.bin'));
      opening.release();

      await assertNamed(await outcome, repository);
      assert.match(
        (await outcome).told,
        what === 'vanishes' ? /no longer exists/ : /changed after the upload was planned/,
      );
    });
  }

  for (const what of ['changes at its end', 'shrinks', 'vanishes'] as const) {
    it(`that ${what} while upload-chunk sends it is named, and nothing is committed`, async () => {
      const { repository, proxy, ...selection } = await threeFiles();
      // The last chunk is not read before the others have been answered.
      const isFirst = ({ query }: ProxiedCall) =>
        query.get('total_size') === String(SIZE) && query.get('chunk_num') === '0';
      const sending = proxy.hold('POST', /\/upload_chunk$/, isFirst);
      const { outcome } = startUpload({ ...selection, engine: 'upload-chunk' });
      await sending.reached;
      await HARM[what](folder('d/big.bin'));
      sending.release();

      await assertNamed(await outcome, repository);
    });
  }

  const lastOnes = {
    'version-chunks': [/\/chunks$/, (call) => call.query.get('offset') === String(20 * MiB)],
    'version-uploads': [/\/parts\/3$/, () => true],
  } satisfies Record<string, readonly [RegExp, (call: ProxiedCall) => boolean]>;
  for (const [engine, [path, isMeant]] of Object.entries(lastOnes)) {
    if (engine === 'version-uploads' && bench.version !== '0.65.2') continue;
    for (const what of ['changes at its end', 'shrinks', 'vanishes'] as const) {
      it(`that ${what} while ${engine} sends it again after a broken connection is named`, async () => {
        const { repository, proxy, ...selection } = await threeFiles();
        const sending = proxy.hold('PUT', path, isMeant);
        const { outcome } = startUpload({ ...selection, engine });
        await sending.reached;
        await HARM[what](folder('d/big.bin'));
        sending.drop();

        await assertNamed(await outcome, repository);
      });
    }
  }

  /** It fails by its last chunk. */
  async function failBig({ proxy, ...selection }: Awaited<ReturnType<typeof threeFiles>>): Promise<Outcome> {
    const chunk = proxy.hold('PUT', /\/chunks$/, (call) => call.query.get('offset') === String(20 * MiB));
    const { outcome } = startUpload({ ...selection, engine: 'version-chunks' });
    await chunk.reached;
    await HARM['changes at its end'](folder('d/big.bin'));
    chunk.drop();
    return outcome;
  }

  // Others are not asked whether they check what they join.
  if (bench.version === '0.50.7')
    it('that failed is waited for no longer, whatever the server was asked beside it', async () => {
      const files = await threeFiles();
      const question = files.proxy.hold('GET', /\/metadata$/);
      const outcome = await failBig(files);
      await question.reached;
      await assertNamed(outcome, files.repository);
    });

  it('that failed is all that a second try has to send', async () => {
    const files = await threeFiles();
    const { repository, to, paths } = files;
    assert.match((await failBig(files)).told, /failed: .*\/d\/big\.bin/);

    const { code, done } = await upload({ to, paths, engine: 'version-chunks' });

    assert.equal(code, 0);
    assert.deepEqual([done.files.uploaded, done.bytes], [3, SIZE]);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});

async function assertNamed({ code, told, done }: Outcome, repository: TestRepository): Promise<void> {
  assert.equal(code, 1);
  assert.match(told, /failed: .*\/d\/big\.bin/);
  assert.deepEqual([done.commit, done.files.failed, done.files.uploaded], [null, 1, 0]);
  assert.deepEqual(await repository.contents(), new Map());
  assert.deepEqual(await repository.workspaces(), []);
}

describeOn(ANY, 'a file that cannot be read', (bench) => {
  const folder = useTempFolder();
  // Root reads everything.
  const uid = process.getuid?.() === 0 ? { uid: NOBODY } : {};

  it('is named, and nothing is committed', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/fine.txt')]: 'fine',
      [folder('d/secret.txt')]: 'secret',
      [folder('d/shut/in.txt')]: '',
    });
    await chmod(folder(), 0o755);
    await chmod(folder('d/secret.txt'), 0o000);
    await chmod(folder('d/shut'), 0o000);

    const { code, told, done } = await upload({ to: repository, paths: [folder('d')], ...uid });

    assert.equal(code, 1);
    assert.match(told, /failed: .*\/d\/secret\.txt could not be read\.: Check its permissions/);
    assert.match(told, /failed: .*\/d\/shut could not be read/);
    assert.deepEqual([done.commit, done.files.failed, done.files.uploaded], [null, 2, 0]);
    assert.deepEqual(await repository.history(), []);
    assert.deepEqual(await repository.workspaces(), []);
  });
});

describeOn(ANY, 'a file whose file system tells another size than that of its content', (bench) => {
  const folder = useTempFolder();

  it('is left out with that reason, and the others are committed; a dry run says so too', async function () {
    if (process.platform !== 'linux') this.skip();
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const order = { to: repository, paths: [folder('a.txt'), '/proc/version'] };
    const skipped = ({ events }: Outcome) =>
      events.filter(({ type, action }) => type === 'skipped' || action === 'skipped').map(({ path }) => path);

    assert.deepEqual(skipped(await upload({ ...order, flags: ['--dry-run'] })), ['/proc/version']);

    const outcome = await upload(order);
    assert.equal(outcome.code, 0, outcome.told);
    assert.deepEqual(skipped(outcome), ['/proc/version']);
    assert.deepEqual(outcome.done.files, { uploaded: 1, unchanged: 0, skipped: 1, refused: 0, failed: 0 });
    assert.deepEqual([...(await repository.contents()).keys()], ['a.txt']);
  });
});
