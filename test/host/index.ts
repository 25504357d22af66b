/** VS Code calls `run()` inside its extension host: runs every `*.test.js` beside this file. */
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { type Counts, countOn, failureText, writeCounts } from '../support/counts';

const TEST_LIMIT_MS = 20_000;
const projectRoot = path.resolve(__dirname, '../../..'); // this runs as out/test/host/index.js

export async function run(): Promise<void> {
  const rejections = watchRejections();
  const counts = await runMocha().catch((error: unknown): Counts => {
    print('The tests did not load:', error);
    return { passed: 0, failed: ['the tests did not load'], skipped: [] };
  });
  for (const error of rejections) {
    print('Unhandled rejection:', error);
    counts.failed.push(failureText('unhandled rejection', error));
  }

  const file = process.env['TEST_COUNTS'];
  if (file !== undefined) writeCounts(file, counts);
  if (counts.failed.length > 0) throw new Error(`${counts.failed.length} failed`);
}

async function runMocha(): Promise<Counts> {
  const { default: Mocha } = await import('mocha');
  Mocha.reporters.Base.consoleLog = print;
  const mocha = new Mocha({ timeout: TEST_LIMIT_MS, color: false });
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  return await new Promise((resolve) => {
    const counts = countOn(mocha.run(() => resolve(counts)));
  });
}

/** Without TEST_OUTPUT to the console, which a desktop VS Code hands to the terminal it was started from. */
function print(...args: unknown[]): void {
  const file = process.env['TEST_OUTPUT'];
  if (file === undefined) console.log(...args);
  else appendFileSync(file, `${format(...args)}\n`);
}

/** VS Code swallows unhandled rejections; those that this project's code caused must fail the run. */
function watchRejections(): ReadonlySet<Error> {
  const own = ['src', 'test', 'dist', 'out'].map((directory) => path.join(projectRoot, directory, path.sep));
  const rejections = new Set<Error>();
  process.on('unhandledRejection', (error) => {
    if (error instanceof Error && own.some((directory) => error.stack?.includes(directory)))
      rejections.add(error);
  });
  return rejections;
}
