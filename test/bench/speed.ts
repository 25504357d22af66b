import { join } from 'node:path';
import type { Bench } from './bench';
import { writeLarge, writeMany } from './content';
import { largeFileEngines } from './interrupted';
import { inMiB, SMALL_BYTES } from './sizes';
import type { Table } from './table';
import { timed } from './timed';

/** The engines against each other; the fastest of a server is 1. */
export function speedWithLarge(benches: readonly Bench[], large: number): Promise<Table> {
  return race(benches, {
    title: `Speed with one file of ${inMiB(large)}`,
    enginesOf: largeFileEngines,
    write: (path) => writeLarge(path, large),
  });
}

export function speedWithSmall(benches: readonly Bench[], small: number): Promise<Table> {
  return race(benches, {
    title: `Speed with ${small} files of ${SMALL_BYTES} B`,
    enginesOf: () => ['stage-files', 'upload-chunk'],
    write: (path) => writeMany(path, small, SMALL_BYTES),
  });
}

interface Race {
  readonly title: string;
  readonly enginesOf: (bench: Bench) => readonly string[];
  readonly write: (path: string) => Promise<void>;
}

async function race(benches: readonly Bench[], { title, enginesOf, write }: Race): Promise<Table> {
  const rows: string[][] = [];
  for (const bench of benches) {
    const runs = await bench.with(async ({ folder }) => {
      await write(join(folder, 'content'));
      const runs = [];
      for (const engine of enginesOf(bench)) {
        // Each into a repository of its own: nothing is there yet.
        const run = await bench.with(({ upload }) =>
          timed({ ...upload('content'), paths: [join(folder, 'content')], engine }),
        );
        runs.push({ ...run, engine });
      }
      return runs;
    });
    const best = Math.min(...runs.map(({ seconds }) => seconds));
    for (const { engine, seconds, cpuSeconds } of runs) {
      const ratio = (seconds / best).toFixed(2);
      rows.push([engine, bench.title, ratio, `${seconds.toFixed(1)} s`, `${cpuSeconds.toFixed(1)} s`]);
    }
  }
  return {
    title,
    notes: [
      'The whole way, from the start of the process to the verified commit. Server and uploader share the machine.',
    ],
    head: ['Engine', 'Server', 'Ratio', 'Time', 'CPU'],
    rows,
    broken: [],
  };
}
