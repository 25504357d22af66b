import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { headlessBundle } from '../../contract/support/bundle';
import { environment, uploadArguments, type UploadOptions } from '../../contract/support/headless';
import { CountingProxy } from '../countingProxy';
import { inTime } from '../limit';
import { inMiB } from '../sizes';
import { type Measured, type TableOptions, withPlace } from './table';

const LOOK_EVERY_MS = 20;

/** Less than this part of the content may be read from disk for it, where the hash cache lies, too. */
const FAR_BELOW = 10;

/** What is read to find out that nothing has changed, from disk and from the server. */
export async function secondPlan({ server, contents: [one, content] }: TableOptions): Promise<Measured> {
  assert(one !== undefined && content !== undefined);
  const most = content.bytes / FAR_BELOW;
  await content.rested();
  // One for all runs: listings are kept by the address of their server.
  const proxy = await CountingProxy.start(server.origin);
  const [itself, first, second] = await withPlace(
    server,
    async ({ upload }) =>
      [
        await watched(proxy, upload(one.folder, { flags: ['--dry-run'] })),
        await watched(proxy, upload(content.folder)),
        await watched(proxy, upload(content.folder, { flags: ['--dry-run'] })),
      ] as const,
    content.files.size,
  ).finally(() => proxy.close());
  const row = (what: string, { seconds, read, received }: Watched) => [
    ...[what, `${seconds.toFixed(1)} s`, inMiB(read - itself.read), inMiB(received)],
  ];
  const read = second.read - itself.read;
  return {
    title: `What a second plan of ${content.files.size} files reads`,
    notes: [
      `To read from disk less than ${inMiB(most)}. Read: \`rchar\` of \`/proc/PID/io\`, without what came from the server, by a proxy that counts, and without what the plan of a single file reads: the program itself.`,
    ],
    head: ['Run', 'Time', 'Read', 'From the server'],
    rows: [row('first upload', first), row('second plan', second)],
    broken: read > most ? [`the second plan read ${inMiB(read)}; the limit is ${inMiB(most)}.`] : [],
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
async function watched(proxy: CountingProxy, options: UploadOptions): Promise<Watched> {
  const { to } = options;
  const before = proxy.down;
  const by = { ...options, to: { origin: proxy.origin, name: to.name, key: to.key } };
  const { seconds, read } = await readingOf(by);
  const received = proxy.down - before;
  return { seconds, read: read - received, received };
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
