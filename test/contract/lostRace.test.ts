import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import { useProxy } from './support/proxy';
import type { Commit, TestRepository } from './support/repository';
import { BOTH_ENDS, describeOn, OLD } from './support/servers';
import { commitFiles, moveBranch, openFiles } from './support/someoneElse';

const MERGE = /\/merge\/main$/;
const HISTORY = /\/commits\/history\/main$/;
const THEIRS = { 'd/edited.txt': 'theirs', 'd/new.txt': 'theirs' };

function useRace() {
  const folder = useTempFolder();

  /** A file is on the branch that ours changes, and another that ours adds is not. */
  async function start(repository: TestRepository): Promise<Commit | undefined> {
    await commitFiles(repository, { 'd/edited.txt': 'before' });
    await writeFiles({ [folder('d/edited.txt')]: 'mine', [folder('d/new.txt')]: 'mine' });
    return (await repository.history())[0];
  }

  /** Uploads, and is told that others have changed both files; theirs stay. */
  async function lose(repository: TestRepository, origin: string): Promise<void> {
    const { code, done, told } = await upload({ to: repository.by(origin), paths: [folder('d')] });

    assert.equal(code, 1);
    assert.equal(done.commit, null);
    assert.match(told, /d\/edited\.txt, d\/new\.txt were changed on this branch by someone else/);
    assert.equal(await repository.text('d/edited.txt'), 'theirs');
    assert.equal(await repository.text('d/new.txt'), 'theirs');
    assert.deepEqual(await repository.workspaces(), []);
  }

  return { start, lose };
}

describeOn(BOTH_ENDS, 'a commit that the branch loses to another one', (bench) => {
  const { start, lose } = useRace();
  const proxyTo = useProxy();

  it('at the same moment: that is noticed, and nothing of theirs is overwritten', async () => {
    const repository = await bench.repository();
    const before = await start(repository);
    const proxy = await proxyTo(bench.server().origin);
    proxy.on(
      'POST',
      MERGE,
      async (call) => {
        const answer = await call.forward();
        await moveBranch(repository, before);
        await commitFiles(repository, THEIRS);
        call.answer(answer);
      },
      { times: 1 },
    );

    await lose(repository, proxy.origin);
  });
});

describeOn(OLD, 'a commit that the branch loses', (bench) => {
  const { start, lose } = useRace();
  const proxyTo = useProxy();

  it('to one that was under way beside ours, and lands after our first look: that is noticed', async () => {
    const repository = await bench.repository();
    const before = await start(repository);
    const theirs = await openFiles(repository, THEIRS);
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', MERGE, async (call) => {
      await call.pass();
      let landed: Promise<void> | undefined;
      proxy.on('GET', HISTORY, async (look) => {
        await landed;
        look.answer(await look.forward());
        landed ??= moveBranch(repository, before).then(() => theirs.commit());
      });
    });

    await lose(repository, proxy.origin);
  });
});
