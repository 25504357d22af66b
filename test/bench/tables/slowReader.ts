import assert from 'node:assert/strict';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { timedUpload } from '../timed';
import { type Measured, type TableOptions, withPlace } from './table';

/** The limit, in bytes. */
const MOST = 200e6;

/** Memory while what is told of very many files is taken slowly: it waits in the uploader, or is not made yet. */
export async function slowReader({ server, contents: [content] }: TableOptions): Promise<Measured> {
  assert(content !== undefined);
  const { memory, seconds } = await withPlace(server, ({ upload }) =>
    timedUpload(upload(content.folder, { flags: ['--dry-run'] }), slowly),
  );
  const peak = `${Math.round(memory / 1e6)} MB`;
  return {
    title: `\`--dry-run --json\` of ${content.files.size} files, read slowly`,
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
