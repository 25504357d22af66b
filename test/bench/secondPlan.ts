import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { headlessBundle } from '../contract/support/bundle';
import { environment, uploadArguments, type UploadOptions } from '../contract/support/headless';
import type { Bench } from './bench';
import { writeMany } from './content';
import { inMiB, MANY_BYTES } from './sizes';
import type { Table } from './table';

/** A file that has just been written is read again, in ms: its clock may be as coarse as 2 s. */
const UNSURE = 3000;
const LOOK_EVERY_MS = 20;

/** How long it takes to find out that nothing has changed, and what is read for that. */
export async function secondPlan(benches: readonly Bench[], many: number): Promise<Table> {
  const rows: string[][] = [];
  for (const bench of benches) {
    await bench.with(async ({ folder, upload }) => {
      await writeMany(join(folder, 'content'), many, MANY_BYTES);
      await delay(UNSURE);
      const first = await watched(upload('content'));
      const second = await watched(upload('content', { flags: ['--dry-run'] }));
      for (const [what, { seconds, read }] of Object.entries({
        'first upload': first,
        'second plan': second,
      })) {
        rows.push([what, bench.title, `${seconds.toFixed(1)} s`, inMiB(read)]);
      }
    });
  }
  return {
    title: `${many} files of ${MANY_BYTES} B again, unchanged`,
    notes: [
      `Their content is ${inMiB(many * MANY_BYTES)}. Read: \`rchar\` of \`/proc/PID/io\`, which counts files and sockets alike.`,
    ],
    head: ['Run', 'Server', 'Time', 'Read'],
    rows,
  };
}

/** Runs an upload and watches from outside what it reads. */
async function watched(options: UploadOptions): Promise<{ readonly seconds: number; readonly read: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [headlessBundle(), ...uploadArguments(options)], {
    env: { ...environment(options.to.key), ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid, stdout } = child;
  assert(pid !== undefined);
  let read = 0;
  const look = () => (read = readBytes(pid) ?? read);
  const timer = setInterval(look, LOOK_EVERY_MS);
  stdout.on('data', look); // its last line comes when it has read all
  await once(child, 'close');
  clearInterval(timer);
  assert.equal(child.exitCode, 0);
  return { seconds: (performance.now() - started) / 1000, read };
}

function readBytes(pid: number): number | undefined {
  try {
    return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
  } catch {
    return undefined; // it has ended
  }
}
