/** Measures uploads from outside the process and writes docs/measurements.md: `npm run measure [-- --quick]`. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, startBench } from './bench';
import { interrupted } from './interrupted';
import { commit, machine, requireRoom } from './machine';
import { memory } from './memory';
import { secondPlan } from './secondPlan';
import { FULL, QUICK, roomFor } from './sizes';
import { speed } from './speed';
import { sectionOf, type Table } from './table';
import { requireGnuTime } from './timed';

const PAGE = resolve(__dirname, '../../docs/measurements.md');

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, out: { type: 'string', default: PAGE } },
});
const sizes = values.quick ? QUICK : FULL;

async function main(): Promise<void> {
  requireGnuTime();
  requireRoom(roomFor(sizes));
  const benches = [await startBench('0.50.7'), await startBench('0.65.2')];
  try {
    const tables: Table[] = [];
    for (const measure of [
      async () => [await interrupted(benches, sizes.interrupted)],
      async () => [await memory(benches, sizes)],
      async () => [await secondPlan(benches, sizes.many)],
      () => speed(benches, sizes),
    ]) {
      for (const table of await measure()) {
        console.log(`\n${sectionOf(table)}`);
        tables.push(table);
      }
    }
    writeFileSync(values.out, page(benches, tables));
  } finally {
    for (const bench of benches) await bench.close();
  }
}

function page(benches: readonly Bench[], tables: readonly Table[]): string {
  const command = `npm run measure${values.quick ? ' -- --quick' : ''}`;
  const facts = [
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}; commit ${commit()}.`,
    `Machine: ${machine()}; servers on the same: ${benches.map(({ title }) => title).join(', ')}.`,
    'Times are of that machine: read them as ratios.',
    ...(values.quick
      ? ['**Sizes are a sixteenth of the real ones: these figures only try the measuring.**']
      : []),
  ];
  return `${['# Measurements', facts.join('\n'), ...tables.map(sectionOf)].join('\n\n')}\n`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
