import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { parseOrigin } from '../../src/core/oxen/address';
import { ServerMemory } from '../../src/core/upload/engines/serverMemory';
import { useTempFolder } from './tempFolder';

const SERVER = { origin: parseOrigin('http://localhost:3000'), version: '0.65.2' };
const OTHER = { origin: parseOrigin('http://localhost:4000'), version: '0.65.2' };
const DAY = 24 * 60 * 60 * 1000;

const never = () => Promise.reject(new Error('asked again'));
const yes = () => Promise.resolve(true);
const no = () => Promise.resolve(false);

describe('what is remembered of a server', () => {
  const at = useTempFolder();
  const memory = (now?: () => number) => new ServerMemory(at('state', 'servers.json'), now);

  it('is there in the next run: its speed, and what it has and has not', async () => {
    const first = memory();
    assert.equal((await first.recall(SERVER)).speed, undefined);
    await first.rememberSpeed(SERVER, 5_000_000);
    assert.equal(await first.has(SERVER, 'sessions', yes), true);
    await first.remember(SERVER, 'chunks', false);

    const next = memory();
    assert.equal((await next.recall(SERVER)).speed, 5_000_000);
    assert.equal(await next.has(SERVER, 'sessions', never), true);
    assert.equal(await next.has(SERVER, 'chunks', never), false);
    assert.equal(await next.has(OTHER, 'sessions', no), false, 'another server is another matter');
  });

  it('is asked again of another version, and after a week; the speed stays', async () => {
    let now = 1_000_000;
    const watched = memory(() => now);
    await watched.rememberSpeed(SERVER, 5_000_000);
    await watched.remember(SERVER, 'sessions', false);
    const updated = { ...SERVER, version: '0.66.0' };
    assert.equal(await watched.has(updated, 'sessions', yes), true);
    assert.equal((await watched.recall(updated)).speed, 5_000_000);

    now += 6 * DAY;
    assert.equal(await watched.has(updated, 'sessions', never), true);
    now += 2 * DAY;
    assert.equal(await watched.has(updated, 'sessions', no), false);
  });

  it('keeps all of what is learned at the same moment', async () => {
    const shared = memory();
    await Promise.all([
      shared.remember(SERVER, 'a', true),
      shared.rememberSpeed(OTHER, 7),
      shared.remember(SERVER, 'b', false),
      shared.rememberSpeed(SERVER, 8),
    ]);

    const next = memory();
    assert.deepEqual([await next.has(SERVER, 'a', never), await next.has(SERVER, 'b', never)], [true, false]);
    assert.deepEqual([(await next.recall(SERVER)).speed, (await next.recall(OTHER)).speed], [8, 7]);
    assert.deepEqual(await readdir(at('state')), ['servers.json']);
  });

  it('is nothing when the file is broken or not ours, and is written again', async () => {
    const broken = memory();
    await broken.rememberSpeed(SERVER, 5);
    for (const text of [
      '{"http://localhost:3000":{"version":"0.65.2","since":1,"has":{',
      '[1]',
      '{"x":{"speed":"fast"}}',
    ]) {
      await writeFile(at('state', 'servers.json'), text);
      assert.equal((await memory().recall(SERVER)).speed, undefined);
    }
    await memory().rememberSpeed(SERVER, 6);
    assert.equal((await memory().recall(SERVER)).speed, 6);
  });

  it('is forgotten where nothing can be written: that is no error', async () => {
    await writeFile(at('file'), 'in the way');
    const nowhere = new ServerMemory(at('file', 'servers.json'));
    await nowhere.rememberSpeed(SERVER, 5);
    assert.equal(await nowhere.has(SERVER, 'sessions', yes), true);
    assert.equal((await nowhere.recall(SERVER)).speed, undefined);
  });
});
