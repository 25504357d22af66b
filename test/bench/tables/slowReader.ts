import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { writeMany } from '../content/write';
import { timedUpload } from '../timed';
import { type Measured, type TableOptions, withPlace } from './table';

const FILES = 100_000;
const FILE_BYTES = 1000;
/** The limit, in bytes. */
const MOST = 200e6;

/** Memory while what is told of very many files is taken slowly: it waits in the uploader, or is not made yet. */
export async function slowReader({ server, scale }: TableOptions): Promise<Measured> {
  const files = FILES / scale;
  const { memory, seconds } = await withPlace(server, async ({ folder, upload }) => {
    await writeMany(join(folder, 'content'), files, FILE_BYTES);
    return timedUpload(upload('content', { flags: ['--dry-run'] }), slowly);
  });
  const peak = `${Math.round(memory / 1e6)} MB`;
  return {
    title: `\`--dry-run --json\` of ${files} files, read slowly`,
    notes: [],
    head: ['Memory', 'Time'],
    rows: [[peak, `${seconds.toFixed(1)} s`]],
    broken: memory > MOST ? [`it took ${peak}; the limit is ${MOST / 1e6} MB.`] : [],
  };
}

/** As through a pipe to something slower. */
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
