import assert from 'node:assert/strict';
import { writeFiles } from '../unit/tempFolder';
import { startCoreUpload } from './support/coreUpload';
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

    it('leaves out what it left out when it was approved, whatever folders a window has open by now', async () => {
      const { folder, proxy, repository } = at();
      const run = (open: string, resumes: boolean) =>
        startCoreUpload({
          ...{ to: repository.by(proxy.origin), paths: [folder('project/set')], engine: 'auto' },
          rules: { excludeGlobs: ['set/raw'], workspaceFolders: [folder(open)] },
          ...{ state: folder('state'), resumes },
        });
      await writeFiles({ [folder('project/set/raw/a.txt')]: 'a' });
      const held = proxy.hold('POST', /\/files\/$/);
      const first = run('.', false);
      await held.reached;
      first.suspend();
      held.drop();
      assert.equal((await first.receipt).result, 'interrupted');
      proxy.forget();

      await run('project', true).receipt;

      assert.equal(await repository.text('set/raw/a.txt'), 'a');
    });

    it('counts what was there before as unchanged, when it finds the commit that was made', async () => {
      const { folder, proxy, repository } = at();
      const run = (options: { readonly resumes: boolean }) =>
        startCoreUpload({
          ...{ to: repository.by(proxy.origin), paths: [folder('d')], engine: 'auto', hashingTime: 0 },
          ...{ state: folder('state'), ...options },
        });
      await writeFiles({ [folder('d/there.txt')]: 'there' });
      await run({ resumes: false }).receipt;
      await writeFiles({ [folder('d/new.txt')]: 'new' });
      await writeFiles({ [folder('d/there.txt')]: 'there' }); // is not known to be the same any more
      const held = proxy.hold('GET', /\/commits\/history\//);
      const first = run({ resumes: false });
      await held.reached;
      first.suspend();
      held.drop();
      assert.equal((await first.receipt).result, 'interrupted');
      proxy.forget();

      const { result, files, document } = await run({ resumes: true }).receipt;

      assert.deepEqual([result, files.uploaded, files.unchanged], ['committed', 1, 1]);
      const outcomes = new Map<string | undefined, string>();
      for await (const some of document?.files() ?? [])
        for (const { path, outcome } of some) outcomes.set(path, outcome);
      assert.deepEqual(
        outcomes,
        new Map([
          ['d/new.txt', 'uploaded'],
          ['d/there.txt', 'unchanged'],
        ]),
      );
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
