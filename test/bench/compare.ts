/**
 * Ours against the official Python client, in turns on each real server that is there, and writes docs/benchmarks.md:
 * `npm run bench [-- --quick] [-- --only large,small]`. Every upload is verified by the commit's hashes.
 */
import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import prettyBytes from 'pretty-bytes';
import { type Bench, startBench } from './bench';
import { writeLarge, writeMany } from './content';
import { commit, machine, requireRoom } from './machine';
import { OfficialClient } from './officialClient';
import { MiB } from './sizes';
import { sectionOf, type Table } from './table';
import { requireGnuTime, timed, type Timed } from './timed';

const PAGE = resolve(__dirname, '../../docs/benchmarks.md');
const ROUNDS = 3;

interface Case {
  readonly title: string;
  readonly bytes: number;
  readonly write: (folder: string) => Promise<void>;
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'large,small' },
  },
});
const scale = values.quick ? 16 : 1;

const CASES: Readonly<Record<string, Case>> = {
  large: {
    title: `1 file of ${prettyBytes((1024 * MiB) / scale, { binary: true })}`,
    bytes: (1024 * MiB) / scale,
    write: (folder) => writeLarge(join(folder, 'large.bin'), (1024 * MiB) / scale),
  },
  small: {
    title: `${10_000 / scale} files of 20 kB`,
    bytes: (10_000 / scale) * 20_000,
    write: (folder) => writeMany(folder, 10_000 / scale, 20_000),
  },
};

/** What is compared; which engine ours took is not. */
type Run = Omit<Timed, 'engine'>;

async function main(): Promise<void> {
  const chosen = values.only.split(',').map((name) => {
    const found = CASES[name];
    if (found === undefined) throw new Error(`There is no case “${name}”: ${Object.keys(CASES).join(', ')}.`);
    return found;
  });
  requireGnuTime();
  requireRoom(4 * Math.max(...chosen.map(({ bytes }) => bytes)));
  const sections: string[] = [];
  for (const version of ['0.50.7', '0.65.2'] as const) {
    const bench = await startBench(version);
    try {
      if (bench.missing !== undefined) {
        console.log(`Not measured: oxen-server ${version} has not been built.`);
        continue;
      }
      const client = new OfficialClient(version);
      for (const one of chosen) {
        const section = sectionOf(await compare(one, bench, client));
        console.log(`\n${section}`);
        sections.push(section);
      }
    } finally {
      await bench.close();
    }
  }
  if (!values.quick) writeFileSync(PAGE, `${[head(), ...sections].join('\n\n')}\n`);
}

/** The rounds take turns, so that what else the machine does hits both. */
async function compare({ title, write }: Case, bench: Bench, client: OfficialClient): Promise<Table> {
  const runs: Record<'ours' | 'official', Run[]> = { ours: [], official: [] };
  await bench.with(async ({ folder: source }) => {
    const content = join(source, 'content');
    await mkdir(content);
    await write(content);
    for (let round = 0; round < ROUNDS; round++) {
      // Each into a repository and with a memory of its own: nothing is known yet.
      runs.ours.push(await bench.with(({ upload }) => timed({ ...upload('.'), paths: [content] })));
      runs.official.push(await bench.with((place) => client.upload(content, place)));
    }
  });
  const [ours, official] = [medians(runs.ours), medians(runs.official)];
  const row = (name: string, run: Run) => [
    name,
    `${run.seconds.toFixed(1)} s`,
    (official.seconds / run.seconds).toFixed(2),
    `${run.cpuSeconds.toFixed(1)} s`,
    `${Math.round(run.memory / MiB)} MiB`,
  ];
  return {
    title: `${title}, ${bench.title}`,
    notes: [],
    head: ['', 'Time', 'Speed against the official client', 'CPU', 'Memory'],
    rows: [row('Oxen Upload', ours), row(`oxenai ${client.version}`, official)],
    broken: [],
  };
}

function medians(runs: readonly Run[]): Run {
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    cpuSeconds: median(runs.map(({ cpuSeconds }) => cpuSeconds)),
    memory: median(runs.map(({ memory }) => memory)),
  };
}

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;
}

function head(): string {
  return [
    '# Benchmarks',
    'Written by `npm run bench`: ours against the official Python client, the whole way from the start of the process to the commit (ours: verified), in turns, medians of three rounds. Client and server share the machine: read the figures as ratios.',
    `Measured on ${new Date().toISOString().slice(0, 10)} at commit ${commit()}. Machine: ${machine()}.`,
  ].join('\n\n');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
