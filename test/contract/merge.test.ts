import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import { type Handler, useProxy } from './support/proxy';
import { CLIENT_DECIDES, describeOn } from './support/servers';
import { someoneElseCommits } from './support/someoneElse';

const MERGE = /\/merge\/main$/;
const reply = (status: number, body: object | string): Handler => {
  return (call) => call.answer({ status, body: typeof body === 'string' ? body : JSON.stringify(body) });
};
/** In the words of 0.50.7 (docs/protocol/merge.md#replies). */
const LOCKED = {
  status: 'error',
  status_message: 'DB(Error { message: "IO error: While lock file: /refs/LOCK: No locks available" })',
};
const NO_CHANGES = { status: 'error', status_message: 'Basic(No changes to commit)' };
const BUSY = { error: { type: 'lock_timeout' }, status: 'error', status_message: 'too_many_requests' };

describeOn(CLIENT_DECIDES, 'the merge', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  /** One file by way of a proxy which does to the first merges what it is told. */
  async function oneFile(...merges: readonly Handler[]) {
    const repository = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    for (const handle of merges) proxy.on('POST', MERGE, handle, { times: 1 });
    const send = () => upload({ to: repository.by(proxy.origin), paths: [folder('a.txt')] });
    const commits = async () => (await repository.history()).filter(({ author }) => author === 'Ada');
    return { repository, send, commits };
  }

  for (const [what, merges] of Object.entries({
    '422 with the text of a lock, and the merge is repeated': [reply(422, LOCKED), reply(422, LOCKED)],
    '429, and the merge is repeated': [reply(429, BUSY)],
    'nothing: the connection breaks before the server has the request': [(call) => call.drop()],
  } satisfies Record<string, Handler[]>)) {
    it(`answers ${what}: one commit`, async () => {
      const { repository, send, commits } = await oneFile(...merges);

      const { code, done, told } = await send();

      assert.equal(code, 0, told);
      assert.deepEqual(await commits().then((all) => all.map(({ id }) => id)), [done.commit]);
      assert.equal(await repository.text('a.txt'), 'a');
      assert.deepEqual(await repository.workspaces(), []);
    });
  }

  for (const [what, pretend] of Object.entries({
    'is lost': (call) => call.drop(),
    'is “No changes”, from a repetition on the way': reply(422, NO_CHANGES),
    'is “Workspace not found”, from a repetition on the way': reply(404, {
      status: 'error',
      status_message: 'resource_not_found',
      status_description: 'Workspace not found: 1234',
    }),
    'becomes the 502 of a proxy': reply(502, '<html>Bad Gateway</html>'),
    'becomes a web page': reply(200, '<html>Please sign in</html>'),
  } satisfies Record<string, Handler>)) {
    it(`commits, but its answer ${what}: the commit is found by its Upload-Id, and is the only one`, async () => {
      const { repository, send, commits } = await oneFile(async (call) => {
        assert.equal((await call.forward()).status, 200);
        await pretend(call);
      });

      const { code, done, told } = await send();

      assert.equal(code, 0, told);
      assert.equal(done.files.uploaded, 1);
      assert.deepEqual(await commits().then((all) => all.map(({ id }) => id)), [done.commit]);
      assert.equal(await repository.text('a.txt'), 'a');
      assert.deepEqual(await repository.workspaces(), []);
    });
  }

  it('answers 422 with the text of a lock, taken by who adds the same path: that is asked about, not replaced', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('first.txt')]: 'first', [folder('a.txt')]: 'ours' });
    await upload({ to: repository, paths: [folder('first.txt')] });
    const proxy = await proxyTo(bench.server().origin);
    const lockedByThem: Handler = async (call) => {
      await someoneElseCommits(repository, { path: 'a.txt', text: 'theirs' });
      await reply(422, LOCKED)(call);
    };
    proxy.on('POST', MERGE, lockedByThem, { times: 1 });

    const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('a.txt')] });

    assert.equal(code, 1);
    assert.match(told, /a\.txt was changed on this branch by someone else/);
    assert.equal(await repository.text('a.txt'), 'theirs');
  });

  it('says “No changes” though the branch holds nothing of it: that is a failure', async () => {
    const { repository, send, commits } = await oneFile(reply(422, NO_CHANGES));

    const { code, done, told } = await send();

    assert.equal(code, 1);
    assert.match(told, /reports nothing to commit, but a\.txt is not on the branch/);
    assert.equal(done.commit, null);
    assert.deepEqual(await commits(), []);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('says “No changes”, since somebody else has committed the same meanwhile: their commit is not taken for ours', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('first.txt')]: 'first', [folder('a.txt')]: 'a' });
    await upload({ to: repository, paths: [folder('first.txt')] });
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', MERGE, async (call) => {
      await someoneElseCommits(repository, { path: 'a.txt', text: 'a' });
      call.answer({ status: 422, body: JSON.stringify(NO_CHANGES) });
    });

    const { code, done, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('a.txt')] });

    assert.equal(code, 1);
    assert.match(told, /Another commit has already added all of these files to the branch/);
    assert.equal(done.commit, null);
    assert.equal(await repository.text('a.txt'), 'a');
  });

  it('answers another 422: that is told, not repeated', async () => {
    let merges = 0;
    const refuse: Handler = (call) => {
      merges++;
      return reply(422, { status: 'error', status_message: 'Basic(Disk is on fire)' })(call);
    };
    const { repository, send } = await oneFile(refuse, refuse);

    const { code, told } = await send();

    assert.equal(code, 1);
    assert.match(told, /Disk is on fire/);
    assert.equal(merges, 1);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);
  });
});
