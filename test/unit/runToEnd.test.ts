import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const RUN_TO_END = resolve('src/headless/runToEnd.ts');

describe('the process of the headless command', function () {
  this.timeout(30_000);

  /** Ends as a process does that runs this command. */
  async function ended(command: string): Promise<{ code: number | null; stderr: string }> {
    const script = `require(${JSON.stringify(RUN_TO_END)}).runToEnd(${command});`;
    const args = ['--import', 'tsx', '--input-type=commonjs', '--eval', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, stderr };
  }

  it('ends with the code of the command, and says nothing of its own', async () => {
    assert.deepEqual(await ended('async () => 0'), { code: 0, stderr: '' });
    assert.deepEqual(await ended('async () => 130'), { code: 130, stderr: '' });
  });

  it('is no success when the command waits for something that never comes', async () => {
    const { code, stderr } = await ended('() => new Promise(() => undefined)');

    assert.equal(code, 1);
    assert.match(stderr, /a pending operation never finished/);
  });

  it('is no success when a promise fails that nobody waited for; the command is stopped first', async () => {
    const { code, stderr } = await ended(`(emergency) => new Promise((resolve) => {
      const alive = setInterval(() => undefined, 1000);
      emergency.stop = () => { clearInterval(alive); resolve(0); };
      void Promise.reject(new Error('lost on the way'));
    })`);

    assert.equal(code, 1);
    assert.match(stderr, /lost on the way/);
  });

  it('is no success when the command throws', async () => {
    const { code, stderr } = await ended(`() => Promise.reject(new Error('thrown'))`);

    assert.equal(code, 1);
    assert.match(stderr, /thrown/);
  });
});
