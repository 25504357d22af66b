import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import { achievementsOnDisk, journalsOnDisk } from './support/journals';
import type { ProxiedCall } from './support/proxiedCall';
import { type Proxy, useProxy } from './support/proxy';
import type { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';
import { describeOn, NEW } from './support/servers';

const SMALL_FILES = 450;
const SIZE = 1000;
const OLD_KEY = 'the-old-key';
const NEW_KEY = 'the-new-key';

/** Open servers behind a proxy that asks for keys: so it is with all from 0.59 on. */
describeOn(NEW, 'a key that is refused', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  let proxy: Proxy;
  let repository: TestRepository;

  beforeEach(async () => {
    repository = await bench.repository();
    proxy = await proxyTo(bench.server().origin);
    const names = Array.from({ length: SMALL_FILES }, (_, index) => folder(`d/${index}.bin`));
    await writeFiles(Object.fromEntries(names.map((path, seed) => [path, seededBytes(seed, SIZE)])));
  });

  const send = (key: string, flags: readonly string[] = []) =>
    upload({
      to: repository.by(proxy.origin),
      paths: [folder('d')],
      env: { XDG_STATE_HOME: folder('state') },
      key,
      flags,
    });

  /** The old key is good for nothing from the request on that comes after `good` such ones, once those have been noted. */
  function rotateKey(status: 401 | 403, { method, path, good }: Moment): void {
    let left = good;
    proxy.observe((call) => {
      if (call.method === method && path.test(call.path)) left--;
    });
    const isMeant = (call: ProxiedCall) => left < 0 && call.header('authorization') === `Bearer ${OLD_KEY}`;
    const refuse = async (call: ProxiedCall) => {
      await achievementsOnDisk(folder('state'), good);
      call.answer({ status, body: '{}' });
    };
    for (const verb of ['GET', 'POST', 'PUT', 'DELETE']) proxy.on(verb, /./, refuse, { isMeant });
  }

  it('with 401 when the first file is sent, though it opened the workspace: a new one goes on', async () => {
    rotateKey(401, { method: 'POST', path: /\/files\/$/, good: 0 });

    const first = await send(OLD_KEY);

    assert.equal(first.code, 1);
    assert.equal((await repository.workspaces()).length, 1);
    assert.equal((await send(NEW_KEY, ['--resume'])).code, 0);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    assert.deepEqual(await repository.workspaces(), []);
  });

  for (const [when, moment] of Object.entries({
    'while files are sent': { method: 'POST', path: /\/files\/$/, good: 2 },
    'when all is staged': { method: 'GET', path: /\/changes$/, good: 0 },
  })) {
    for (const status of [401, 403] as const) {
      it(`with ${status} ${when}: a new one continues from there`, async () => {
        rotateKey(status, moment);

        const first = await send(OLD_KEY);

        assert.equal(first.code, 1);
        assert.match(
          first.told,
          status === 401 ? /did not accept the key/ : /answered 403.*does not grant access to this/,
        );
        const notes = first.events.filter(({ type }) => type === 'note').map(({ text }) => text);
        assert.match(
          notes.join('\n'),
          /is kept: set another key in OXEN_API_KEY and run the same command with --res/,
        );
        assert.deepEqual(await repository.history(), await initial());

        const { code, done, told } = await send(NEW_KEY, ['--resume']);

        assert.equal(code, 0, told);
        // What was there without a word of it, when the key was refused, is not counted.
        assert.ok(first.done.bytes + done.bytes <= SMALL_FILES * SIZE, 'nothing is sent twice');
        assert.equal(done.files.uploaded, SMALL_FILES);
        assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
        assert.deepEqual(await repository.workspaces(), []);
        assert.deepEqual(await journalsOnDisk(folder('state')), []);
      });
    }
  }

  for (const [when, moment] of Object.entries({
    'when the branch is looked at': { method: 'GET', path: /\/branches$/, good: 0 },
    'when the workspace is opened': { method: 'PUT', path: /\/workspaces$/, good: 0 },
  })) {
    it(`${when}, before anything was accepted: that is a failure, with nothing to go on with`, async () => {
      rotateKey(401, moment);

      const { code, done, told, events } = await send(OLD_KEY);

      assert.equal(code, 1);
      assert.match(told, /did not accept the key\.: Sign in again/);
      assert.ok(!events.some(({ text }) => text?.includes('--resume') === true));
      assert.deepEqual([done.commit, done.bytes], [null, 0]);
      assert.deepEqual(await journalsOnDisk(folder('state')), []);
    });
  }

  /** What the opening of a workspace leaves in an empty repository. */
  async function initial() {
    return (await repository.history()).filter(({ author }) => author !== 'Ada');
  }
});

interface Moment {
  readonly method: string;
  readonly path: RegExp;
  readonly good: number;
}
