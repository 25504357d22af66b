/** What one mocha run came to, by name, of what failed with the reason; passed on in a file, so that nobody has to read a run's output. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

const REASON_LINES = 25;
const REASON_COLUMNS = 300;

const schema = v.object({
  passed: v.number(),
  failed: v.array(v.string()),
  skipped: v.array(v.string()),
});

export type Counts = v.InferOutput<typeof schema>;

export function countOn(runner: Mocha.Runner): Counts {
  const counts: Counts = { passed: 0, failed: [], skipped: [] };
  runner.on('pass', () => counts.passed++);
  runner.on('fail', (test, error: Error) => counts.failed.push(failureText(test.fullTitle(), error)));
  runner.on('pending', (test) => counts.skipped.push(test.fullTitle()));
  return counts;
}

/** Enough to see what failed where only the end of the output is kept. */
export function failureText(name: string, { message, stack }: Error): string {
  const told = stack?.includes(message) === true ? stack : `${message}\n${stack ?? ''}`;
  const lines = told.split('\n').slice(0, REASON_LINES);
  return [name, ...lines.map((line) => `      ${line.slice(0, REASON_COLUMNS)}`)].join('\n');
}

export function writeCounts(file: string, counts: Counts): void {
  writeFileSync(file, JSON.stringify(counts));
}

/** @throws when no run wrote the file, which is how a run that broke off shows itself */
export function readCounts(file: string): Counts {
  return v.parse(schema, JSON.parse(readFileSync(file, 'utf8')));
}
