import assert from 'node:assert/strict';
import { type LineSpeed, SlowLine } from '../bench/line';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import { buildForNearServers } from './support/nearServer';
import type { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';
import { describeOn, NEW } from './support/servers';
import { commitFiles } from './support/someoneElse';

const MiB = 1024 * 1024;
const SIZE = 61 * MiB;

const SLOW: LineSpeed = { bytesPerSecond: 3_000_000, roundTripMs: 5 };
const FAR: LineSpeed = { bytesPerSecond: 20_000_000, roundTripMs: 30 };

describeOn(NEW, 'a large file over a line of which nothing is known', (bench) => {
  const folder = useTempFolder();
  const env = () => ({ XDG_STATE_HOME: folder('state') });
  let line: SlowLine | undefined;
  afterEach(() => line?.close());

  /** To a repository over such a line, and the reasons why something was sent again. */
  async function uploadOver(repository: TestRepository, speed: LineSpeed) {
    const bundle = speed === SLOW ? { bundle: folder('near/headless.js') } : {};
    if (speed === SLOW) await buildForNearServers(folder('near/headless.js'));
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, SIZE) });
    line = await SlowLine.start(bench.server().origin, speed);
    const to = repository.by(line.origin);
    const outcome = await upload({ to, paths: [folder('d')], env: env(), ...bundle });
    const again = outcome.events.filter(({ type }) => type === 'again').map(({ reason }) => reason);
    return { ...outcome, again };
  }

  it('goes on in a way that can be resumed when the line is slow, with little sent twice', async () => {
    const repository = await bench.repository();

    const { code, done, again, told } = await uploadOver(repository, SLOW);

    assert.equal(code, 0, told);
    assert.equal(done.engine, 'upload-chunk');
    assert.match(
      again[0] ?? '',
      /This connection is slow, so .*big\.bin is sent in a way that can be resumed\.$/,
    );
    assert.deepEqual(again.slice(1), []);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('goes in a way that can be resumed from the start where the server is far away', async () => {
    const repository = await bench.repository();

    const { code, done, again, told } = await uploadOver(repository, FAR);

    assert.equal(code, 0, told);
    assert.equal(done.engine, 'upload-chunk');
    assert.deepEqual(again, []);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('is left for the same reason by a session, as for a file that is replaced', async () => {
    const repository = await bench.repository();
    await commitFiles(repository, { 'd/big.bin': 'before' });

    const { code, done, again, told } = await uploadOver(repository, SLOW);

    assert.equal(code, 0, told);
    assert.equal(done.engine, 'upload-chunk');
    assert.match(
      again[0] ?? '',
      /^This connection is slow, so .*big\.bin is sent in a way that can be resumed/,
    );
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('is sent in one session when it is fast, and the file replaces another', async () => {
    const repository = await bench.repository();
    await commitFiles(repository, { 'd/big.bin': 'before' });
    await writeFiles({ [folder('d/big.bin')]: seededBytes(1, SIZE) });
    const bundle = folder('near/headless.js');
    await buildForNearServers(bundle);

    const order = { to: repository, paths: [folder('d')], env: env(), bundle };
    const { code, done, events, told } = await upload(order);

    assert.equal(code, 0, told);
    assert.equal(done.engine, 'version-uploads');
    assert.deepEqual(
      events.filter(({ type }) => type === 'again'),
      [],
    );
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
});
