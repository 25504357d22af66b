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
import { CountingProxy } from './countingProxy';
import { inTime } from './limit';
import { inMiB, MANY_BYTES } from './sizes';
import type { Table } from './table';

/** A file that was written less than 40 s ago is read again, in ms. */
const UNSURE = 42_000;
const LOOK_EVERY_MS = 20;

/** Less than this part of the content may be read from disk for it, where the hash cache lies, too. */
const FAR_BELOW = 10;

/** How long it takes to find out that nothing has changed, and what is read for that. */
export async function secondPlan(benches: readonly Bench[], many: number): Promise<Table> {
  const content = many * MANY_BYTES;
  const most = content / FAR_BELOW;
  const rows: string[][] = [];
  const broken: string[] = [];
  for (const bench of benches) {
    await bench.with(async ({ folder, upload }) => {
      await writeMany(join(folder, 'one'), 1, MANY_BYTES);
      const itself = await watched(bench, upload('one', { flags: ['--dry-run'] }));
      await writeMany(join(folder, 'content'), many, MANY_BYTES);
      await delay(UNSURE);
      const first = await watched(bench, upload('content'));
      const second = await watched(bench, upload('content', { flags: ['--dry-run'] }));
      const runs = { 'first upload': first, 'second plan': second };
      for (const [what, { seconds, read, received }] of Object.entries(runs)) {
        const fromDisk = inMiB(read - itself.read);
        rows.push([what, bench.title, `${seconds.toFixed(1)} s`, fromDisk, inMiB(received)]);
      }
      const read = second.read - itself.read;
      if (read > most)
        broken.push(
          `the second plan read ${inMiB(read)} on ${bench.title}, though no content; the limit is ${inMiB(most)}.`,
        );
    });
  }
  return {
    title: `${many} files of ${MANY_BYTES} B again, unchanged`,
    notes: [
      `Their content is ${inMiB(content)}, and the second plan is to read less than ${inMiB(most)}. Read: \`rchar\` of \`/proc/PID/io\`, without what came from the server, by a proxy that counts, and without what the plan of a single file reads: the program itself.`,
    ],
    head: ['Run', 'Server', 'Time', 'Read', 'From the server'],
    rows,
    broken,
  };
}

interface Watched {
  readonly seconds: number;
  /** Bytes from files. */
  readonly read: number;
  /** Bytes from the server. */
  readonly received: number;
}

/** Runs an upload and watches from outside what it reads. */
async function watched({ server }: Bench, options: UploadOptions): Promise<Watched> {
  const proxy = await CountingProxy.start(server.origin);
  try {
    const { to } = options;
    const by = { ...options, to: { origin: proxy.origin, name: to.name, key: to.key } };
    const { seconds, read } = await readingOf(by);
    return { seconds, read: read - proxy.down, received: proxy.down };
  } finally {
    await proxy.close();
  }
}

async function readingOf(
  options: UploadOptions,
): Promise<{ readonly seconds: number; readonly read: number }> {
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
  await inTime(once(child, 'close'), () => child.kill('SIGKILL')).finally(() => clearInterval(timer));
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
