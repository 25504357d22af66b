/** The end of the test command's output: each step, by name what was skipped, last what failed and why, then one line. */
import prettyMilliseconds from 'pretty-ms';
import type { Counts } from '../test/support/counts';
import type { Result } from './steps';

export function printReport(results: readonly Result[]): void {
  const width = Math.max(...results.map(({ name }) => name.length));
  console.log();
  for (const result of results) {
    console.log(
      `${result.name.padEnd(width)}  ${prettyMilliseconds(result.ms).padStart(9)}  ${line(result)}`,
    );
  }
  printNames('Skipped', results, ({ skipped }) => skipped);
  printNames('Failed', results, ({ failed }) => failed);
  console.log(`\n${line(total(results))}`);
}

function printNames(
  title: string,
  results: readonly Result[],
  namesOf: (result: Result) => readonly string[],
): void {
  const names = results.flatMap((result) => namesOf(result).map((name) => `  ${result.name}: ${name}`));
  if (names.length > 0) console.log(`\n${title}:\n${names.join('\n')}`);
}

function total(results: readonly Result[]): Counts {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.flatMap(({ failed }) => failed),
    skipped: results.flatMap(({ skipped }) => skipped),
  };
}

function line({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
}
