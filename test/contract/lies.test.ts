import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { useProxy } from './support/proxy';
import { describeOn, NEW, OLD } from './support/servers';

const LARGE_BYTES = 25 * 1024 * 1024;

describeOn(NEW, 'a server that lies', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  for (const lie of [
    { part_window: 0 },
    { part_window: -1 },
    { part_size: 0 },
    { part_size: 0.5 },
    { num_parts: 1e300 },
    { upload_id: '../../../versions' },
  ]) {
    it(`about an upload session (${JSON.stringify(lie)}) ends the run, which says so`, async () => {
      const repository = await bench.repository();
      await writeFile(folder('large.bin'), '');
      await truncate(folder('large.bin'), LARGE_BYTES);
      const proxy = await proxyTo(bench.server().origin);
      proxy.on('POST', /\/versions\/uploads$/, changing(lie), { isMeant: isForFile });

      const { code, told, done } = await upload({
        to: repository.by(proxy.origin),
        paths: [folder('large.bin')],
        engine: 'version-uploads',
      });

      assert.equal(code, 1);
      assert.match(told, /unexpected reply|are not a file of/);
      assert.equal(done.commit, null);
      assert.deepEqual(await repository.contents(), new Map());
      assert.deepEqual(await repository.workspaces(), []);
    });
  }

  it('about the pages of a directory does not keep the run', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a/1.txt')]: 'a', [folder('a/2.txt')]: 'b' });
    await upload({ to: repository, paths: [folder('a')] });
    await writeFiles({ [folder('a/1.txt')]: 'other' });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('GET', /\/dir\//, changing({ total_pages: 1e12, total_entries: 1e15 }));

    const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('a')] });

    assert.equal(code, 0, told);
    assert.equal(await repository.text('a/1.txt'), 'other');
    assert.ok(proxy.seen.filter((call) => call.includes('/dir/')).length < 10);
  });

  describe('about what it has staged', () => {
    const lying = async (times: number) => {
      const repository = await bench.repository();
      await writeFiles({
        [folder('d/a.txt')]: 'equal',
        [folder('d/b.txt')]: 'equal',
        [folder('d/c.txt')]: 'c',
      });
      const proxy = await proxyTo(bench.server().origin);
      const alreadyStored = JSON.stringify({ file: 'already_stored' });
      const headers = { 'content-type': 'application/json' };
      proxy.on(
        'POST',
        /\/versions\/uploads$/,
        (call) => call.answer({ status: 200, headers, body: alreadyStored }),
        { times, isMeant: isForFile },
      );
      return { repository, selection: { to: repository.by(proxy.origin), paths: [folder('d')] } };
    };

    it('once is noticed before the commit, which holds all', async () => {
      const { repository, selection } = await lying(1);

      const { code, told } = await upload(selection);

      assert.equal(code, 0, told);
      assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    });

    it('each time gets nothing committed', async () => {
      const { repository, selection } = await lying(Infinity);

      const { code, told, done } = await upload(selection);

      assert.equal(code, 1);
      assert.match(told, /^failed: .*\/[ab]\.txt: The server reports .* as staged, but does not list it/);
      assert.deepEqual([done.commit, done.files.failed], [null, 1]);
      assert.deepEqual(await repository.contents(), new Map());
    });

    it('each time does not keep the others from being committed, where that is wanted', async () => {
      const { repository, selection } = await lying(Infinity);

      const { code, done } = await upload({ ...selection, flags: ['--on-failure', 'commit'] });

      assert.equal(code, 1);
      assert.deepEqual([done.files.failed, done.files.uploaded], [1, 2]);
      assert.equal((await repository.contents()).size, 2);
    });
  });

  it('about the commit of a branch does not get another branch committed to', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    await upload({ to: repository, paths: [folder('a.txt')] });
    const history = await repository.history();
    await writeFiles({ [folder('b.txt')]: 'b' });
    const proxy = await proxyTo(bench.server().origin);
    const branch = { name: 'main', commit_id: '../other' };
    proxy.on('GET', /\/branches\/main$/, changing({ branch }));

    const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('b.txt')] });

    assert.equal(code, 1);
    assert.match(told, /unexpected reply/);
    assert.deepEqual(await repository.history(), history);
  });
});

describeOn(OLD, 'a staged file that comes back without an end', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('is not waited for: it is wrong, and sent again', async () => {
    const repository = await bench.repository();
    await writeFile(folder('large.bin'), '');
    await truncate(folder('large.bin'), LARGE_BYTES);
    const proxy = await proxyTo(bench.server().origin);
    const endless = proxy.on('GET', /\/file\//, (call) => call.answerWithoutEnd(), { times: 1 });

    const { code, events, told } = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('large.bin')],
      engine: 'upload-chunk',
    });

    assert.equal(code, 0, told);
    assert.equal(endless.times, 1);
    assert.ok(events.some(({ reason }) => /stored with wrong content/.test(reason ?? '')));
  });
});

describeOn(OLD, 'a name that no branch can have', (bench) => {
  const folder = useTempFolder();

  for (const branch of ['50%', 'a/../b', '..', '.', './a']) {
    it(`(${branch}) is refused before anything is made`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('a.txt')]: 'a' });
      await upload({ to: repository, paths: [folder('a.txt')] });
      const history = await repository.history();

      const run = await upload({ to: repository, branch, flags: ['--create'], paths: [folder('a.txt')] });

      assert.equal(run.code, 2);
      assert.match(run.told, /is not a valid branch name/);
      assert.deepEqual(await repository.history(), history);
      assert.deepEqual(await repository.workspaces(), []);
    });
  }
});

/** The server's own answer, but for this. */
function changing(lie: object) {
  return async (call: ProxiedCall) => {
    const { status, headers = {}, body } = await call.forward();
    const answer = v.parse(v.looseObject({}), JSON.parse(body.toString()));
    call.answer({ status, headers, body: JSON.stringify({ ...answer, ...lie }) });
  };
}

/** Not the question whether the server has sessions at all. */
function isForFile(call: ProxiedCall): boolean {
  return call.length > 60;
}
