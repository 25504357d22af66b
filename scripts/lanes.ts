/** Runs the steps of a command, some of them side by side, and ends with one line of counts. */
import { printReport } from './report';
import { broken, type Result, runStep, type Step } from './steps';

const MINUTE_MS = 60_000;
const STEP_LIMIT_MS = 40 * MINUTE_MS; // with both real servers, on a busy machine
const TOTAL_LIMIT_MS = 80 * MINUTE_MS;

/** Lanes run side by side; the steps of a lane one after the other. */
export type Lanes = readonly (readonly Step[])[];

/** One stage after the other. The process fails when a step does. */
export async function runStages(stages: readonly Lanes[]): Promise<void> {
  const end = performance.now() + TOTAL_LIMIT_MS;
  const results: Result[] = [];
  for (const lanes of stages) {
    const isAlone = lanes.length === 1;
    await Promise.all(
      lanes.map(async (steps) => {
        for (const step of steps) results.push(await runUnlessInVain(step, results, { end, isAlone }));
      }),
    );
  }
  printReport(results);
  if (results.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
}

async function runUnlessInVain(
  step: Step,
  results: readonly Result[],
  { end, isAlone }: { readonly end: number; readonly isAlone: boolean },
): Promise<Result> {
  const missing = results.find(
    ({ name, failed }) => step.needs?.includes(name) === true && failed.length > 0,
  );
  if (missing !== undefined)
    return { ...broken(`not run, because ${missing.name} failed`), name: step.name, ms: 0 };
  const left = Math.max(0, Math.floor(Math.min(STEP_LIMIT_MS, end - performance.now())));
  return await runStep(step, { limitMs: left, isAlone });
}
