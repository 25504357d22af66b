import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { type Clock, Ownership } from '../../src/core/upload/journal/ownership/ownership';
import { onFullDisk } from './fullDisk';
import { useTempFolder } from './tempFolder';

const START = 1_000_000;

describe('ownership of a run', () => {
  const folder = useTempFolder();
  let now = START;
  let meanwhile: () => Promise<unknown> = () => Promise.resolve();
  const clock: Clock = {
    now: () => now,
    async wait(ms) {
      now += ms;
      await meanwhile();
    },
  };
  beforeEach(() => {
    now = START;
    meanwhile = () => Promise.resolve();
  });

  const Written = v.looseObject({ pid: v.number(), host: v.string(), pidSpace: v.optional(v.string()) });

  /** Leaves the folder as a process does that was killed: one like this, but for what `owner` says. */
  async function killedOwner(owner: object): Promise<void> {
    const mine = await Ownership.take(folder('run'), clock);
    assert.ok(mine);
    await mine.release();
    const written = v.parse(Written, JSON.parse(await readFile(folder('run', 'owner-1'), 'utf8')));
    await writeOwner({ ...written, beat: START, released: false, ...owner });
  }

  /** Its file's time is of the clock of this machine, far from that of the test. */
  function writeOwner(owner: object): Promise<void> {
    return writeFile(folder('run', 'owner-1'), JSON.stringify(owner));
  }

  async function goneProcess(): Promise<number> {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    return child.pid ?? 0;
  }

  it('of a process of this machine that is gone ends at once', async () => {
    await killedOwner({ pid: await goneProcess() });

    const mine = await Ownership.take(folder('run'), clock);

    assert.ok(mine);
    assert.equal(now, START);
    await mine.remove();
  });

  const others: Readonly<Record<string, () => Promise<object>>> = {
    'of another machine': () => Promise.resolve({ pid: 1, host: 'elsewhere' }),
    'whose number is in use again': () => Promise.resolve({}),
    'of another container with the same name': async () => ({
      pid: await goneProcess(),
      pidSpace: 'another',
    }),
    'of an older extension': async () => ({ pid: await goneProcess(), pidSpace: undefined }),
  };
  for (const [whose, owner] of Object.entries(others)) {
    it(`of a process ${whose} ends 15 s after its last sign of life`, async () => {
      await killedOwner(await owner());
      now = START + 14_999;
      assert.equal(await Ownership.take(folder('run'), clock), undefined);
      assert.ok((await Ownership.look(folder('run'), clock)).isTaken);

      now = START + 15_000;
      assert.ok(!(await Ownership.look(folder('run'), clock)).isTaken);
      const mine = await Ownership.take(folder('run'), clock);

      assert.ok(mine);
      await mine.remove();
    });
  }

  it('that was left to go on is so for a minute, until the next owner has come', async () => {
    const left = async () => (await Ownership.look(folder('run'), clock)).left;
    await (await Ownership.take(folder('run'), clock))?.release('to go on');
    now = START + 59_999;
    assert.equal(await left(), 'to go on');
    now = START + 60_000;
    assert.equal(await left(), undefined);
    now = START;

    const next = await Ownership.take(folder('run'), clock);

    assert.equal(await left(), undefined, 'it has an owner');
    await next?.release();
    now = START + 3_600_000;
    assert.equal(await left(), 'to be asked');
  });

  it('that was given back by an older extension, or ended in a crash, was not left in any way', async () => {
    for (const owner of [{ released: true, left: undefined }, { pid: await goneProcess() }]) {
      await killedOwner(owner);

      assert.deepEqual(await Ownership.look(folder('run'), clock), { isTaken: false, left: undefined });
      await (await Ownership.take(folder('run'), clock))?.remove();
    }
  });

  it('ends also when the last sign of life is yet to come, by a clock that was set back', async () => {
    for (const ahead of [15_000, 24 * 60 * 60 * 1000, 1e15]) {
      now = START;
      await killedOwner({ pid: 1, host: 'elsewhere', beat: START + ahead });
      assert.ok(!(await Ownership.look(folder('run'), clock)).isTaken);

      const mine = await Ownership.take(folder('run'), clock);

      assert.ok(mine);
      await mine.remove();
    }
  });

  it('stays with a process that shows life by another clock, or wakes up just now', async () => {
    for (const apart of [-1e9, -20_000, 20_000, 1e9]) {
      await rm(folder('run'), { recursive: true, force: true });
      const owner = { pid: process.pid, host: 'elsewhere', released: false };
      await killedOwner(owner);
      await writeOwner({ ...owner, beat: now + apart });
      meanwhile = () => writeOwner({ ...owner, beat: now + apart });

      assert.equal(await Ownership.take(folder('run'), clock), undefined, `${apart} ms apart`);
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

  it('is not lost with its folder, nor to a process that finds no room to write', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const mine = await Ownership.take(folder('run'), clock);
      assert.ok(mine);
      now += 20_000;
      await onFullDisk(async () => {
        await assert.rejects(Ownership.take(folder('run'), clock), { code: 'ENOSPC' });
        assert.deepEqual(await readdir(folder('run')), ['owner-1']);
        mock.timers.tick(3000);
        while (!(await Ownership.look(folder('run'), clock)).isTaken) await delay(5);
      });

      await rm(folder('run'), { recursive: true });
      mock.timers.tick(3000);
      await mine.remove(); // after that beat

      assert.equal(mine.signal.aborted, false);
    } finally {
      mock.timers.reset();
    }
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
    assert.equal((await Ownership.look(folder('run'), clock)).isTaken, false);
  });
});
