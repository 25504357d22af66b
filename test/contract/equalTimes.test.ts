import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { type RunningOxenServer, type ServerVersion, startOxenServer } from '../oxen-server';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { type Outcome, startUpload, upload } from './support/headless';
import { useProxy } from './support/proxy';
import { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';

const MiB = 1024 * 1024;
const LARGE = 9 * MiB;
const NOON = new Date('2026-01-01T12:00:00Z');
const LATER = new Date('2026-01-01T12:00:02Z');

/**
 * From 0.55 on a server takes a file of equal size and equal time for unchanged (docs/protocol/staging.md#equal-times).
 */
for (const version of ['0.58.1', '0.65.2'] satisfies ServerVersion[]) {
  describe(`contents of one size, stored in one tick of the clock, on the small ${version}`, () => {
    const folder = useTempFolder();
    const proxyTo = useProxy();
    let server: RunningOxenServer;
    let repository: TestRepository;
    let time: Date;
    /** The next ones, before that. */
    let ticks: Date[];

    beforeEach(async () => {
      time = NOON;
      ticks = [];
      server = await startOxenServer({ version, diskClock: () => ticks.shift() ?? time });
      server.createRepository('tests', 'ticks');
      repository = new TestRepository(server.origin, 'tests/ticks', 'a-key-that-nobody-asks-for');
    });
    afterEach(() => server.close());

    const send = (flags: readonly string[] = []) =>
      upload({ to: repository, paths: [folder('d')], flags, message: 'ours' });
    const commits = async () =>
      (await repository.history()).filter(({ message }) => message.startsWith('ours')).length;

    it('change places, several small ones and large ones: the branch holds what was uploaded', async () => {
      const [one, two] = [seededBytes(1, LARGE), seededBytes(2, LARGE)];
      await writeFiles({
        [folder('d/a.txt')]: 'first',
        [folder('d/b.txt')]: 'other',
        [folder('d/c.txt')]: 'third',
        [folder('d/same.txt')]: 'fifth',
        [folder('d/one.bin')]: one,
        [folder('d/two.bin')]: two,
      });
      assert.equal((await send()).code, 0);
      time = LATER;
      await writeFiles({
        [folder('d/a.txt')]: 'other',
        [folder('d/b.txt')]: 'third',
        [folder('d/c.txt')]: 'first',
        [folder('d/one.bin')]: two,
        [folder('d/two.bin')]: one,
      });

      const outcome = await send();

      assert.equal(outcome.code, 0, outcome.told);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
      assert.equal(await commits(), 2);
      assert.deepEqual(outcome.done.files, { uploaded: 5, unchanged: 1, skipped: 0, refused: 0, failed: 0 });
      assertCountsWithin(outcome, 5);
    });

    it('are noticed when only one file changes', async () => {
      await writeFiles({ [folder('d/a.txt')]: 'first', [folder('d/b.txt')]: 'other' });
      await send();
      time = LATER;
      await writeFiles({ [folder('d/a.txt')]: 'other' });

      const { code, done, told, events } = await send();

      assert.equal(code, 0, told);
      assert.equal(await repository.text('d/a.txt'), 'other');
      assert.equal(await commits(), 2);
      assert.deepEqual([done.files.uploaded, done.files.unchanged], [1, 1]);
      const again = events.filter(({ type }) => type === 'again').map(({ reason }) => reason);
      assert.deepEqual(again, [`The server considered ${folder('d/a.txt')} unchanged`]);
    });

    it('are noticed, too, when another file fails and the others are committed', async () => {
      await writeFiles({ [folder('d/a.txt')]: 'first', [folder('d/b.txt')]: 'other' });
      await send();
      time = LATER;
      await writeFiles({ [folder('d/a.txt')]: 'other', [folder('d/gone.bin')]: seededBytes(1, LARGE) });
      const proxy = await proxyTo(server.origin);
      const opening = proxy.hold('PUT', /\/workspaces$/);
      const flags = ['--on-failure', 'commit'];
      const { outcome } = startUpload({ to: repository.by(proxy.origin), paths: [folder('d')], flags });
      await opening.reached;
      await rm(folder('d/gone.bin'));
      opening.release();

      const { done, told } = await outcome;

      assert.match(told, /^failed: .*gone\.bin no longer exists[^\n]*$/);
      assert.deepEqual([done.files.failed, done.files.uploaded], [1, 1]);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    });

    it('are noticed, too, when they get one time again as they are stored again', async () => {
      await writeFiles({ [folder('d/a.txt')]: 'first', [folder('d/b.txt')]: 'other' });
      await send();
      time = LATER;
      ticks = [NOON, NOON];
      await writeFiles({ [folder('d/a.txt')]: 'other' });

      const { code, told } = await send();

      assert.equal(code, 0, told);
      assert.deepEqual(ticks, []);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    });

    it('that get the same time whenever they are stored fail, each by its name, and nothing is committed', async () => {
      await writeFiles({ [folder('d/a.txt')]: 'first', [folder('d/b.txt')]: 'other' });
      await send();
      await writeFiles({ [folder('d/a.txt')]: 'other', [folder('d/new.txt')]: 'new' });

      const { code, done, told } = await send();

      assert.equal(code, 1);
      assert.match(
        told,
        /^failed: .*\/d\/a\.txt: The server still considers .*\/d\/a\.txt unchanged, although/,
      );
      assert.match(told, /Remove the file on the branch, then upload it again\.$/);
      assert.deepEqual([done.commit, done.files.failed, done.files.uploaded], [null, 1, 0]);
      assert.equal(await repository.text('d/a.txt'), 'first');
      assert.equal(await commits(), 1);
      assert.deepEqual(await repository.workspaces(), []);
    });

    it('that get the same time whenever they are stored do not keep the others from being committed', async () => {
      await writeFiles({ [folder('d/a.txt')]: 'first', [folder('d/b.txt')]: 'other' });
      await send();
      await writeFiles({ [folder('d/a.txt')]: 'other', [folder('d/new.txt')]: 'new' });

      const { code, done } = await send(['--on-failure', 'commit']);

      assert.equal(code, 1);
      assert.deepEqual([done.files.failed, done.files.uploaded], [1, 1]);
      assert.deepEqual(
        [await repository.text('d/a.txt'), await repository.text('d/new.txt')],
        ['first', 'new'],
      );
    });
  });
}

/** No progress tells of more files than there are. */
function assertCountsWithin({ stdout }: Outcome, total: number): void {
  const most = [...stdout.matchAll(/"files":\{"done":(\d+),/g)].map(([, done]) => Number(done));
  assert.ok(Math.max(...most) <= total, `${Math.max(...most)} of ${total} files`);
}
