import { join } from 'node:path';
import { writeLarge, writeMany } from '../content/write';
import { inMiB, MiB } from '../sizes';
import { timedUpload } from '../timed';
import { largeFileEngines } from './interrupted';
import { type Measured, type TableOptions, withPlace } from './table';

const LARGE_BYTES = 1024 * MiB;
const SMALL_FILES = 10_000;
const SMALL_BYTES = 20_000;

/** The engines against each other, each chosen by name: whether `auto` takes the fastest. */
export async function raceOfEngines({ server, scale }: TableOptions): Promise<Measured> {
  const large = LARGE_BYTES / scale;
  const small = SMALL_FILES / scale;
  const rows = [
    ...(await race(`1 × ${inMiB(large)}`, {
      ...{ server, engines: largeFileEngines(server), files: 1 },
      write: (path) => writeLarge(path, large),
    })),
    ...(await race(`${small} × ${SMALL_BYTES / 1000} kB`, {
      ...{ server, engines: ['stage-files', 'upload-chunk'], files: small },
      write: (path) => writeMany(path, small, SMALL_BYTES),
    })),
  ];
  return {
    title: 'Engines',
    notes: ['One run each, the whole way; of the fastest.'],
    head: ['', 'Engine', 'Ratio', 'Time', 'CPU'],
    rows,
    broken: [],
  };
}

interface Race extends Pick<TableOptions, 'server'> {
  readonly engines: readonly string[];
  readonly files: number;
  readonly write: (path: string) => Promise<void>;
}

function race(title: string, { server, engines, files, write }: Race): Promise<readonly string[][]> {
  return withPlace(server, async ({ folder }) => {
    await write(join(folder, 'content'));
    const runs = [];
    for (const engine of engines) {
      // Each into a repository and with a memory of its own: nothing is there yet.
      const run = await withPlace(
        server,
        ({ upload }) => timedUpload({ ...upload('.'), paths: [join(folder, 'content')], engine }),
        files,
      );
      runs.push({ ...run, engine });
    }
    const best = Math.min(...runs.map(({ seconds }) => seconds));
    return runs.map(({ engine, seconds, cpuSeconds }) => {
      const ratio = (seconds / best).toFixed(2);
      return [title, engine, ratio, `${seconds.toFixed(1)} s`, `${cpuSeconds.toFixed(1)} s`];
    });
  });
}
