import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { mock } from 'node:test';
import * as v from 'valibot';
import { Ownership } from '../../src/core/upload/journal/ownership';
import { useTempFolder } from './tempFolder';

const START = 1_000_000;

describe('ownership of a run', () => {
  const folder = useTempFolder();
  let now = START;
  const clock = () => now;
  beforeEach(() => {
    now = START;
  });

  /** Leaves the folder as a process does that was killed. */
  async function killedOwner(owner: { pid: number; host: string }): Promise<void> {
    const mine = await Ownership.take(folder('run'), clock);
    assert.ok(mine);
    await mine.release();
    const record = { ...owner, beat: START, released: false };
    await writeFile(folder('run', 'owner-1'), JSON.stringify(record));
  }

  it('of a process of this machine that is gone ends at once', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    await killedOwner({ pid: child.pid ?? 0, host: hostname() });

    const mine = await Ownership.take(folder('run'), clock);

    assert.ok(mine);
    await mine.remove();
  });

  it('of a process of another machine, or whose number is in use again, ends 15 s after its last sign of life', async () => {
    for (const owner of [
      { pid: process.pid, host: hostname() },
      { pid: 1, host: 'elsewhere' },
    ]) {
      now = START;
      await killedOwner(owner);
      now = START + 14_999;
      assert.equal(await Ownership.take(folder('run'), clock), undefined);
      assert.ok(await Ownership.isTaken(folder('run'), clock));

      now = START + 15_000;
      const mine = await Ownership.take(folder('run'), clock);

      assert.ok(mine);
      await mine.remove();
    }
  });

  it('goes to one only when many want it at once', async () => {
    await killedOwner({ pid: 1, host: 'elsewhere' });
    now = START + 60_000;

    const all = await Promise.all(Array.from({ length: 20 }, () => Ownership.take(folder('run'), clock)));

    const owners = all.filter((one) => one !== undefined);
    assert.equal(owners.length, 1);
    assert.deepEqual((await readdir(folder('run'))).sort(), ['owner-1', 'owner-2']);
    const { pid } = v.parse(
      v.object({ pid: v.number() }),
      JSON.parse(await readFile(folder('run', 'owner-2'), 'utf8')),
    );
    assert.equal(pid, process.pid);
    await owners[0]?.remove();
  });

  it('of a file that a crash left empty ends by its time', async () => {
    await killedOwner({ pid: 1, host: 'elsewhere' });
    await writeFile(folder('run', 'owner-2'), '');
    now = Date.now();
    assert.equal(await Ownership.take(folder('run'), clock), undefined);
    now += 16_000;

    const mine = await Ownership.take(folder('run'), clock);

    assert.ok(mine);
    await mine.remove();
  });

  it('that is given back stays so, also when that meets a sign of life', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const mine = await Ownership.take(folder('run'), clock);
      mock.timers.tick(3000);
      await mine?.release();
    } finally {
      mock.timers.reset();
    }
    assert.equal(await Ownership.isTaken(folder('run'), clock), false);
  });
});
