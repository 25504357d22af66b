/**
 * Measures uploads from outside the process and writes docs/measurements.md:
 * `npm run measure [-- --quick] [-- --only interrupted,memory,secondPlan,speed]`. Ends with 1 when a limit is broken.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/core/userError';
import { type Bench, startBench } from './bench';
import { interrupted } from './interrupted';
import { commit, machine, requireRoom } from './machine';
import { memory } from './memory';
import { type Part, PARTS, withPart } from './page';
import { secondPlan } from './secondPlan';
import { FULL, QUICK, roomFor } from './sizes';
import { speedWithLarge, speedWithSmall } from './speed';
import { sectionOf, type Table } from './table';
import { requireGnuTime } from './timed';

const PAGE = resolve(__dirname, '../../docs/measurements.md');

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    out: { type: 'string', default: PAGE },
    only: { type: 'string', default: PARTS.join() },
  },
});
const sizes = values.quick ? QUICK : FULL;

type Measure = (benches: readonly Bench[]) => Promise<Table>;

const MEASURES: Readonly<Record<Part, readonly Measure[]>> = {
  interrupted: [(benches) => interrupted(benches, sizes.interrupted)],
  memory: [(benches) => memory(benches, sizes)],
  secondPlan: [(benches) => secondPlan(benches, sizes.many)],
  speed: [
    (benches) => speedWithLarge(benches, sizes.large),
    (benches) => speedWithSmall(benches, sizes.small),
  ],
};

async function main(): Promise<void> {
  const parts = values.only.split(',').map(partNamed);
  requireGnuTime();
  requireRoom(roomFor(sizes, parts));
  const benches: Bench[] = [];
  const problems: string[] = [];
  try {
    for (const version of ['0.50.7', '0.65.2'] as const) benches.push(await startBench(version));
    for (const part of parts) problems.push(...(await measurePart(part, benches)));
  } finally {
    for (const bench of benches) await bench.close();
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

/** Writes the page after each table: what fails later loses nothing of it. Returns what is not as it should be. */
async function measurePart(part: Part, benches: readonly Bench[]): Promise<readonly string[]> {
  const tables: Table[] = [];
  const problems: string[] = [];
  for (const measure of MEASURES[part]) {
    try {
      const table = await measure(benches);
      console.log(`\n${sectionOf(table)}`);
      tables.push(table);
      problems.push(...table.broken.map((limit) => `A limit is broken: ${limit}`));
      const page = existsSync(values.out) ? readFileSync(values.out, 'utf8') : '';
      writeFileSync(values.out, withPart(page, part, { facts: factsOf(benches), tables }));
    } catch (error) {
      console.error(error);
      problems.push(`Measuring “${part}” failed: ${messageOf(error)}`);
    }
  }
  return problems;
}

function factsOf(benches: readonly Bench[]): readonly string[] {
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)} at commit ${commit()}.`,
    `Machine: ${machine()}; servers on the same: ${benches.map(({ title }) => title).join(', ')}.`,
    ...benches.flatMap(({ missing }) => missing ?? []),
    ...(values.quick
      ? ['**Sizes are a sixteenth of the real ones: these figures only try the measuring.**']
      : []),
  ];
}

function partNamed(name: string): Part {
  const part = PARTS.find((one) => one === name);
  if (part === undefined) throw new Error(`“${name}” cannot be measured; ${PARTS.join(', ')} can.`);
  return part;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
