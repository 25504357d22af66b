/** Runs one step of the test and check commands, and tells what it came to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Counts, readCounts } from '../test/support/counts';

export const root = path.resolve(__dirname, '..');

/** For an npm script that runs mocha. */
export const counted: readonly string[] = ['--', '--reporter', 'test/support/countingReporter.ts'];

const END_GRACE_MS = 10_000; // for a stopped step to end its browser and servers

export interface Step {
  readonly name: string;
  /** The npm script, with arguments for it. */
  readonly script: readonly string[];
  /** Folder of the tests, for a step that leaves its counts in the file named by TEST_COUNTS. */
  readonly tests?: string;
  /** Steps without which this one tells nothing. */
  readonly needs?: readonly string[];
}

export interface Result extends Counts {
  readonly name: string;
  readonly ms: number;
}

export interface RunOptions {
  readonly limitMs: number;
  /** Where others run beside it, all that it says comes at its end, in one piece. */
  readonly isAlone: boolean;
}

export async function runStep(step: Step, options: RunOptions): Promise<Result> {
  const started = performance.now();
  const counts = await countsOf(step, options);
  return { ...counts, name: step.name, ms: performance.now() - started };
}

async function countsOf(step: Step, options: RunOptions): Promise<Counts> {
  if (step.tests === undefined) {
    const fault = await faultOf(step, options, {});
    return fault === undefined ? { passed: 1, failed: [], skipped: [] } : broken(fault);
  }
  if (!hasTests(path.join(root, step.tests))) return { passed: 0, failed: [], skipped: [] };

  const scratch = mkdtempSync(path.join(tmpdir(), 'counts-'));
  try {
    const file = path.join(scratch, 'counts.json');
    const fault = await faultOf(step, options, { TEST_COUNTS: file });
    return judge(existsSync(file) ? readCounts(file) : undefined, fault);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** A step passes only if its exit code and its counts agree on it. */
function judge(counts: Counts | undefined, fault: string | undefined): Counts {
  if (counts === undefined) return broken(`left no result: ${fault ?? 'exit code 0'}`);
  if (counts.passed + counts.failed.length + counts.skipped.length === 0) return broken('ran no test');
  if (fault === undefined || counts.failed.length > 0) return counts;
  return { ...counts, failed: [`${fault}, though no test failed`] };
}

export function broken(why: string): Counts {
  return { passed: 0, failed: [why], skipped: [] };
}

function hasTests(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((file) => file.endsWith('.test.ts'));
}

async function faultOf(
  step: Step,
  { limitMs, isAlone }: RunOptions,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  console.log(isAlone ? heading(step) : `\n${step.name} …`);
  const child = spawn('npm', ['run', ...step.script], {
    cwd: root,
    stdio: ['ignore', isAlone ? 'inherit' : 'pipe', isAlone ? 'inherit' : 'pipe'],
    env: { ...process.env, ...env },
    detached: true, // its own process group, so that all of it can be ended
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => said.push(piece));
  const signal = AbortSignal.timeout(limitMs);
  const stop = () => {
    endGroup(child, 'SIGTERM');
    setTimeout(() => {
      endGroup(child, 'SIGKILL');
    }, END_GRACE_MS).unref();
  };
  signal.addEventListener('abort', stop);
  process.once('exit', stop);
  try {
    await once(child, 'close');
  } finally {
    signal.removeEventListener('abort', stop);
    process.off('exit', stop);
  }
  if (!isAlone) console.log(`${heading(step)}\n${Buffer.concat(said).toString()}`);
  if (signal.aborted) return `stopped after ${Math.round(limitMs / 1000)} s`;
  return child.exitCode === 0 ? undefined : `exit code ${child.exitCode ?? 'none'}`;
}

function heading({ name }: Step): string {
  return `\n===== ${name} =====`;
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // all of it has ended
  }
}

// An interrupted run must still reach the `exit` listener above.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1));
}
