/** The one test command: sets up what the tests need, runs all of them, and ends with one line of counts. */
import { printReport } from './report';
import { broken, type Result, runStep, type Step } from './steps';

const MINUTE_MS = 60_000;
const STEP_LIMIT_MS = 25 * MINUTE_MS;
const TOTAL_LIMIT_MS = 60 * MINUTE_MS;

const counted = ['--', '--reporter', 'test/support/countingReporter.ts'];

const steps: readonly Step[] = [
  { name: 'setup', script: ['setup'] },
  { name: 'lint', script: ['lint'] },
  { name: 'typecheck', script: ['typecheck'] },
  { name: 'build', script: ['build'] },
  { name: 'unit', script: ['test:unit', ...counted], tests: 'test/unit' },
  { name: 'contract', script: ['test:contract', ...counted], tests: 'test/contract', needs: ['build'] },
  { name: 'faults', script: ['test:faults', '--', '--sample', '25'], tests: 'test/faults', needs: ['build'] },
  { name: 'host', script: ['test:host'], tests: 'test/host', needs: ['setup', 'build'] },
  { name: 'package', script: ['package'], needs: ['build'] },
  { name: 'ui', script: ['test:ui', ...counted], tests: 'test/ui', needs: ['setup', 'build', 'package'] },
  { name: 'demo', script: ['demo', '--', '--check'], needs: ['setup', 'build', 'package'] },
];

async function main(): Promise<void> {
  const started = performance.now();
  const results: Result[] = [];
  for (const step of steps) {
    const missing = results.find(
      ({ name, failed }) => step.needs?.includes(name) === true && failed.length > 0,
    );
    if (missing !== undefined) {
      results.push({ ...broken(`not run, because ${missing.name} failed`), name: step.name, ms: 0 });
      continue;
    }
    console.log(`\n===== ${step.name} =====`);
    const left = TOTAL_LIMIT_MS - (performance.now() - started);
    results.push(await runStep(step, Math.max(0, Math.floor(Math.min(STEP_LIMIT_MS, left)))));
  }
  printReport(results);
  if (results.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
