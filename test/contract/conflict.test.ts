import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf, together } from './support/contents';
import { type Outcome, startUpload, upload } from './support/headless';
import { useProxy } from './support/proxy';
import type { TestRepository } from './support/repository';
import { describeOn, BOTH_ENDS, type ServerKind } from './support/servers';
import { someoneElseCommits } from './support/someoneElse';

/** Moments at which another commit can come in between; the last one is after our own last look. */
const MOMENTS = {
  'after the comparison': ['PUT', /\/workspaces$/],
  'while files are sent': ['POST', /\/files\/$/],
  'right before the merge': ['POST', /\/merge\/main$/],
} as const;

describeOn(BOTH_ENDS, 'somebody else commits meanwhile', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** An upload of `d`, during which another commit comes in. */
  async function meanwhile(
    repository: TestRepository,
    [method, path]: readonly [string, RegExp],
    theirs: { readonly path: string; readonly text: string },
  ): Promise<Outcome> {
    const proxy = await proxyTo(bench.server().origin);
    const held = proxy.hold(method, path);
    const { outcome } = startUpload({
      to: repository.by(proxy.origin),
      paths: [folder('d')],
      message: 'ours',
    });
    await held.reached;
    await someoneElseCommits(repository, theirs);
    held.release();
    return outcome;
  }

  async function repositoryWithFile(): Promise<TestRepository> {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/edited.txt')]: 'before', [folder('d/same.txt')]: 'same' });
    await upload({ to: repository, paths: [folder('d')] });
    return repository;
  }

  for (const [when, moment] of Object.entries(MOMENTS)) {
    it(`to the same file, ${when}: theirs stays, and the conflict is told`, async () => {
      const repository = await repositoryWithFile();
      await writeFiles({ [folder('d/edited.txt')]: 'mine', [folder('d/new.txt')]: 'new' });

      const outcome = await meanwhile(repository, moment, { path: 'd/edited.txt', text: 'theirs' });

      await assertConflict(outcome, repository, 'd/edited.txt');
      assert.equal(await repository.text('d/edited.txt'), 'theirs');
      assert.ok(!(await repository.contents()).has('d/new.txt'));
    });

    // Below 0.62 the server lets the second of two additions win: there is no defence after our last look.
    if (when === 'right before the merge' && !knowsAdditions(bench)) continue;
    it(`and adds the same path, ${when}: theirs stays, and the conflict is told`, async () => {
      const repository = await repositoryWithFile();
      await writeFiles({ [folder('d/new.txt')]: 'mine' });

      const outcome = await meanwhile(repository, moment, { path: 'd/new.txt', text: 'theirs' });

      await assertConflict(outcome, repository, 'd/new.txt');
      assert.equal(await repository.text('d/new.txt'), 'theirs');
    });
  }

  for (const when of ['after the comparison', 'while files are sent'] as const) {
    it(`and adds the same content, ${when}: nothing is left to do`, async () => {
      const repository = await repositoryWithFile();
      await writeFiles({ [folder('d/new.txt')]: 'new' });

      const { code, done, told } = await meanwhile(repository, MOMENTS[when], {
        path: 'd/new.txt',
        text: 'new',
      });

      assert.equal(code, 0, told);
      assert.deepEqual([done.result, done.files.uploaded, done.files.unchanged], ['nothing to do', 0, 3]);
      assert.deepEqual(await repository.workspaces(), []);
    });
  }

  for (const [when, moment] of Object.entries(MOMENTS)) {
    it(`to other files, ${when}: both commits stand`, async () => {
      const repository = await repositoryWithFile();
      await writeFiles({ [folder('d/edited.txt')]: 'mine' });

      const outcome = await meanwhile(repository, moment, { path: 'theirs.txt', text: 'theirs' });

      assert.equal(outcome.code, 0, outcome.told);
      assert.equal(await repository.text('theirs.txt'), 'theirs');
      assert.equal(await repository.text('d/edited.txt'), 'mine');
      assert.equal((await repository.history()).length, 4);
    });
  }

  it('to two files, one of them seen late: a decision on one says nothing of the other', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/x.txt')]: 'before', [folder('d/y.txt')]: 'before' });
    await upload({ to: repository, paths: [folder('d')] });
    await writeFiles({
      [folder('d/x.txt')]: 'mine',
      [folder('d/y.txt')]: 'mine',
      [folder('d/z.txt')]: 'mine',
    });
    const proxy = await proxyTo(bench.server().origin);
    const opening = proxy.hold(...MOMENTS['after the comparison']);
    const sending = proxy.hold(...MOMENTS['while files are sent']);
    const { outcome } = startUpload({
      to: repository.by(proxy.origin),
      paths: [folder('d')],
      flags: ['--on-conflict', 'skip'],
    });
    await opening.reached;
    await someoneElseCommits(repository, { path: 'd/y.txt', text: 'theirs' });
    opening.release();
    await sending.reached;
    await someoneElseCommits(repository, { path: 'd/x.txt', text: 'theirs' });
    sending.release();

    const { code, done, told } = await outcome;

    assert.equal(code, 0, told);
    assert.deepEqual([done.files.uploaded, done.files.skipped], [1, 2]);
    assert.equal(await repository.text('d/x.txt'), 'theirs');
    assert.equal(await repository.text('d/y.txt'), 'theirs');
    assert.equal(await repository.text('d/z.txt'), 'mine');
  });

  it('and adds a file where ours needs a directory: nothing is overwritten', async () => {
    const repository = await repositoryWithFile();
    await writeFiles({ [folder('d/thing/inside.txt')]: 'mine' });

    const outcome = await meanwhile(repository, MOMENTS['while files are sent'], {
      path: 'd/thing',
      text: 'theirs',
    });

    await assertConflict(outcome, repository, 'd/thing/inside.txt');
    assert.equal(await repository.text('d/thing'), 'theirs');
  });

  it('three times at once, other files each: all are on the branch', async () => {
    const repository = await repositoryWithFile();
    const names = ['x', 'y', 'z'];
    await writeFiles(Object.fromEntries(names.map((name) => [folder(`${name}/file.txt`), name])));

    const outcomes = await Promise.all(
      names.map((name) => upload({ to: repository, paths: [folder(name)] })),
    );

    assert.deepEqual(
      outcomes.map(({ code, told }) => [code, told]),
      names.map(() => [0, '']),
    );
    const all = await Promise.all(['d', ...names].map((name) => contentsOf([folder(name)])));
    assert.deepEqual(await repository.contents(), together(...all));
    assert.equal((await repository.history()).length, 5);
  });
});

async function assertConflict(
  { code, told, done }: Outcome,
  repository: TestRepository,
  path: string,
): Promise<void> {
  assert.equal(code, 1);
  assert.ok(
    told.includes(`${path} was changed on this branch by someone else. Nothing was committed.`),
    told,
  );
  assert.deepEqual([done.commit, done.files.uploaded], [null, 0]);
  assert.deepEqual(await repository.workspaces(), []);
  const messages = (await repository.history()).map(({ message }) => message);
  assert.ok(!messages.some((message) => message.startsWith('ours')), messages.join('\n'));
}

function knowsAdditions({ version }: ServerKind): boolean {
  return version === '0.65.2';
}
