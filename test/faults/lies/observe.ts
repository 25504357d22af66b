import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { headlessBundle } from '../../contract/support/bundle';
import { environment } from '../../contract/support/headless';
import type { Limits } from './lie';

/** A run of the headless command, seen from outside. */
export interface Observed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it had to be ended, if it had to. */
  readonly exceeded: string | undefined;
}

export interface Run {
  readonly args: readonly string[];
  readonly key: string;
  /** Of hash cache and journals. */
  readonly state: string;
  readonly limits: Limits;
}

const LOOK_MS = 50;

/** Runs it to its end, and ends it as soon as it takes more time, memory or words than it may. */
export async function observe({ args, key, state, limits }: Run): Promise<Observed> {
  const child = spawn(process.execPath, [headlessBundle(), ...args], {
    cwd: '/',
    env: { ...environment(key), XDG_STATE_HOME: state },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let exceeded: string | undefined;
  const end = (reason: string) => {
    exceeded ??= reason;
    child.kill('SIGKILL');
  };
  let printed = 0;
  const read = async (stream: Readable) => {
    let text = '';
    for await (const piece of stream.setEncoding('utf8')) {
      text += String(piece);
      printed += String(piece).length;
      if (printed > limits.printed) end(`more than ${limits.printed} characters were printed`);
    }
    return text;
  };
  const clock = setTimeout(() => end(`it had not ended after ${limits.ms / 1000} s`), limits.ms);
  const watch = setInterval(() => {
    const bytes = peakMemory(child.pid);
    if (bytes > limits.bytes) end(`it took ${Math.round(bytes / 1e6)} MB of memory`);
  }, LOOK_MS);
  try {
    const [stdout, stderr] = await Promise.all([
      read(child.stdout),
      read(child.stderr),
      once(child, 'close'),
    ]);
    return { code: child.exitCode, stdout, stderr, exceeded };
  } finally {
    clearTimeout(clock);
    clearInterval(watch);
  }
}

/** The most that a process has had, in bytes; 0 where the system does not tell, or it is gone. */
export function peakMemory(pid: number | undefined): number {
  const file = `/proc/${pid ?? 0}/status`;
  if (!existsSync(file)) return 0;
  try {
    const [, kilobytes = 0] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0; // it has ended meanwhile
  }
}
