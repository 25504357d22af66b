import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { UploadOptions } from '../contract/support/headless';
import type { Bench } from './bench';
import { writeLarge, writeMany } from './content';
import { inMiB, MANY_BYTES, type Sizes } from './sizes';
import type { Table } from './table';
import { type Reader, timed } from './timed';

/** The limit, in bytes. */
const MOST = 200_000_000;

interface Measure {
  readonly what: string;
  readonly write: (path: string) => Promise<void>;
  readonly change?: Partial<UploadOptions>;
  readonly read?: Reader;
}

/** Peaks of memory, by GNU time. */
export async function memory(benches: readonly Bench[], { many, huge }: Sizes): Promise<Table> {
  const files = `${many} files of ${MANY_BYTES} B`;
  const writeFiles = (path: string) => writeMany(path, many, MANY_BYTES);
  const measures: readonly Measure[] = [
    { what: files, write: writeFiles },
    {
      what: `\`--dry-run --json\` of ${files}, read slowly`,
      write: writeFiles,
      change: { flags: ['--dry-run'] },
      read: slowly,
    },
    { what: `one file of ${inMiB(huge)}`, write: (path) => writeLarge(path, huge) },
  ];
  const rows: string[][] = [];
  const broken: string[] = [];
  for (const bench of benches) {
    for (const { what, write, change, read } of measures) {
      const run = await bench.with(async ({ folder, upload }) => {
        await write(join(folder, 'content'));
        return timed(upload('content', change), read);
      });
      const peak = inMB(run.memory);
      rows.push([what, bench.title, run.engine, peak, inSeconds(run.seconds), inSeconds(run.cpuSeconds)]);
      if (run.memory > MOST)
        broken.push(`${what} took ${peak} on ${bench.title}; the limit is ${inMB(MOST)}.`);
    }
  }
  return {
    title: 'Memory',
    notes: [
      `\`/usr/bin/time -v\`: peak of resident memory of the uploader, engine \`auto\`. To stay below ${inMB(MOST)}.`,
    ],
    head: ['Upload', 'Server', 'Engine', 'Memory', 'Time', 'CPU'],
    rows,
    broken,
  };
}

/** As through a pipe to something slower: what was not taken yet waits in the uploader, or is not made yet. */
async function slowly(stdout: Readable): Promise<string> {
  stdout.setEncoding('utf8');
  let all = '';
  for await (const piece of stdout) {
    all += String(piece);
    await delay(SLOW_READ_MS);
  }
  return all;
}

/** After each piece, which is of 64 KiB. */
const SLOW_READ_MS = 20;

function inMB(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function inSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
