/**
 * What uploads cost: ours, the official client, and a floor, in turns on the real servers that are there. Writes
 * docs/benchmarks.md with its figures and its chart; --help lists the options.
 */
import { join } from 'node:path';
import { type CaseName, isRace, MEASURES, type Race, writtenFor } from './cases';
import { type Prepared, requireRoomFor, writeContents } from './contents';
import { measuredNow } from './machine';
import { type Options, readOptions, USAGE } from './options';
import { save } from './page/save';
import { runRace } from './race';
import type { CaseResults, Series } from './results';
import { BenchServer, withFolder } from './server';
import { requireGnuTime } from './timed';
import { Floor } from './uploaders/floor';
import { Official } from './uploaders/official';
import { Ours } from './uploaders/ours';
import type { Uploader } from './uploaders/uploader';

const QUICK_SCALE = 50;

interface Bench {
  readonly options: Options;
  readonly scale: number;
  readonly contents: ReadonlyMap<CaseName, readonly Prepared<Race>[]>;
}

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const options = readOptions();
  const scale = options.quick ? QUICK_SCALE : 1;
  requireGnuTime();
  const problems = await withFolder(async (folder) => {
    requireRoomFor(options.cases.flatMap((name) => writtenFor(name, scale)));
    const contents = new Map<CaseName, readonly Prepared<Race>[]>();
    for (const name of options.cases)
      contents.set(name, await writeContents(writtenFor(name, scale), join(folder, name)));
    const problems: unknown[] = [];
    for (const version of options.versions) {
      const server = await BenchServer.start(version);
      if (server === undefined) problems.push(`Not measured: oxen-server ${version} has not been built.`);
      else problems.push(...(await measureAll(server, { options, scale, contents })));
    }
    return problems;
  });
  for (const problem of problems) console.error(problem);
  return problems.length > 0 ? 1 : 0;
}

/** Saves each case as it ends: what fails later loses nothing of it. Returns what went wrong. */
async function measureAll(server: BenchServer, bench: Bench): Promise<readonly unknown[]> {
  const problems: unknown[] = [];
  try {
    const uploaders = uploadersFor(server, bench.options);
    for (const name of bench.options.cases) {
      try {
        const found = await measureCase(name, { ...bench, server, uploaders });
        save(found, bench.options);
        problems.push(
          ...found.tables.flatMap(({ broken }) => broken.map((limit) => `A limit is broken: ${limit}`)),
        );
      } catch (error) {
        problems.push(new Error(`Measuring “${name}” with ${server.version} failed`, { cause: error }));
      }
    }
  } finally {
    await server.close();
  }
  return problems;
}

type Measuring = Bench & { readonly server: BenchServer; readonly uploaders: readonly Uploader[] };

async function measureCase(name: CaseName, measuring: Measuring): Promise<CaseResults> {
  const { server, contents, scale, uploaders, options } = measuring;
  console.log(`\n${name}, oxen-server ${server.version}`);
  const found = { server: server.version, case: name, fact: measuredNow() };
  const prepared = contents.get(name) ?? [];
  if (!isRace(name)) {
    const table = await MEASURES[name].measure({
      server,
      scale,
      contents: prepared.map(({ content }) => content),
    });
    return { ...found, series: [], tables: [{ ...table, server: server.version, case: name }] };
  }
  const series: Series[] = [];
  for (const { what: race, content } of prepared) {
    const racing = uploaders.filter((one) => !race.isAlone || one.name === 'ours' || one.name === 'before');
    series.push(
      ...(await runRace(race, { name, server, content, uploaders: racing, rounds: options.rounds })),
    );
  }
  return { ...found, series, tables: [] };
}

function uploadersFor({ version }: BenchServer, { uploaders, against, quick }: Options): readonly Uploader[] {
  const makers = {
    ours: () => Ours.here(),
    official: () => new Official(version),
    floor: () => new Floor(version, quick ? 'as it is' : 'tried'),
  };
  return [...uploaders.map((name) => makers[name]()), ...(against === undefined ? [] : [Ours.of(against)])];
}

// The browser of the extension host may leave something that keeps a process alive.
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
