import { join } from 'node:path';
import type { Bench } from './bench';
import { writeLarge, writeMany } from './content';
import { inMiB, MANY_BYTES, type Sizes } from './sizes';
import type { Table } from './table';
import { timed } from './timed';

/** Peaks of memory, by GNU time. */
export async function memory(benches: readonly Bench[], { many, huge }: Sizes): Promise<Table> {
  const rows: string[][] = [];
  for (const bench of benches) {
    for (const [what, write] of Object.entries({
      [`${many} files of ${MANY_BYTES} B`]: (path: string) => writeMany(path, many, MANY_BYTES),
      [`one file of ${inMiB(huge)}`]: (path: string) => writeLarge(path, huge),
    })) {
      const run = await bench.with(async ({ folder, upload }) => {
        await write(join(folder, 'content'));
        return timed(upload('content'));
      });
      rows.push([
        what,
        bench.title,
        run.engine,
        `${Math.round(run.memory / 1e6)} MB`,
        `${run.seconds.toFixed(1)} s`,
        `${run.cpuSeconds.toFixed(1)} s`,
      ]);
    }
  }
  return {
    title: 'Memory',
    notes: [
      '`/usr/bin/time -v`: peak of resident memory of the uploader, engine `auto`. To stay below 200 MB.',
    ],
    head: ['Upload', 'Server', 'Engine', 'Memory', 'Time', 'CPU'],
    rows,
  };
}
