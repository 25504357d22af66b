import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { headlessBundle } from '../../contract/support/bundle';
import { environment } from '../../contract/support/headless';
import { peakMemory } from '../../support/peakMemory';
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
  /** How many requests have come by now. */
  readonly requests: () => number;
}

const LOOK_MS = 50;

/** Runs it to its end, and ends it as soon as it takes more time, memory, requests or words than it may. */
export async function observe({ args, key, state, limits, requests }: Run): Promise<Observed> {
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
  const look = () => {
    const bytes = peakMemory(child.pid);
    if (bytes > limits.bytes) end(`it took ${Math.round(bytes / 1e6)} MB of memory`);
    if (requests() > limits.requests) end(`it took ${requests()} requests`);
  };
  const watch = setInterval(look, LOOK_MS);
  try {
    const [stdout, stderr] = await Promise.all([
      read(child.stdout),
      read(child.stderr),
      once(child, 'close'),
    ]);
    look();
    return { code: child.exitCode, stdout, stderr, exceeded };
  } finally {
    clearTimeout(clock);
    clearInterval(watch);
  }
}
