import assert from 'node:assert/strict';
import { writeFiles } from '../unit/tempFolder';
import { describeOn, BOTH_ENDS } from './support/servers';
import { someoneElseCommits } from './support/someoneElse';
import { useInterruptions } from './support/useInterruptions';

describeOn(
  BOTH_ENDS,
  'an upload that is killed, and gone on with after its commit or that of others',
  (bench) => {
    const at = useInterruptions(bench);

    it('finds the commit that was made, though its reply was lost', async () => {
      const { folder, repository, resume, killAtCommit } = at();
      await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/b.txt')]: 'b' });
      await killAtCommit();

      const { code, done, told } = await resume();

      assert.equal(code, 0, told);
      const ours = (await repository.history()).filter(({ author }) => author === 'Ada');
      assert.deepEqual([done.commit, done.bytes, done.files.uploaded], [ours[0]?.id, 0, 2]);
      assert.equal(ours.length, 1);
    });

    it('leaves alone what somebody else has committed since, unless told otherwise', async () => {
      const { folder, proxy, repository, start, resume } = at();
      await writeFiles({ [folder('d/a.txt')]: 'mine', [folder('d/b.txt')]: 'mine' });
      const held = proxy.hold('POST', /\/files\/$/);
      const run = start();
      await held.reached;
      await run.kill();
      await run.outcome.catch(() => undefined);
      proxy.forget();
      await someoneElseCommits(repository, { path: 'd/a.txt', text: 'theirs' });

      const failed = await resume();

      assert.equal(failed.code, 1);
      assert.match(failed.told, /d\/a\.txt was changed on this branch by someone else/);
      assert.deepEqual([...(await repository.contents()).keys()], ['d/a.txt']);
      assert.equal(await repository.text('d/a.txt'), 'theirs');
    });

    it('leaves alone what somebody else has committed on top of its commit, whose reply was lost', async () => {
      const { folder, repository, resume, killAtCommit } = at();
      await writeFiles({ [folder('d/a.txt')]: 'mine', [folder('d/b.txt')]: 'mine' });
      await killAtCommit();
      await someoneElseCommits(repository, { path: 'd/a.txt', text: 'theirs' });

      const { told } = await resume();

      assert.match(told, /d\/a\.txt was changed on this branch by someone else/);
      assert.equal(await repository.text('d/a.txt'), 'theirs');
      assert.equal(await repository.text('d/b.txt'), 'mine');
      assert.deepEqual(await repository.workspaces(), []);
    });
  },
);
