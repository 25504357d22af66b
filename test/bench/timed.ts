import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { headlessBundle } from '../contract/support/bundle';
import { environment, uploadArguments, type UploadOptions } from '../contract/support/headless';
import { inTime } from './limit';

const GNU_TIME = '/usr/bin/time';

/** @throws when it is not there to measure with */
export function requireGnuTime(): void {
  if (!existsSync(GNU_TIME))
    throw new Error(`Measuring needs GNU time as ${GNU_TIME}: install the package “time”.`);
}

/** What GNU time tells of a run. */
export interface Timed {
  readonly seconds: number;
  /** Of user and system together. */
  readonly cpuSeconds: number;
  /** Peak of resident memory, in bytes. */
  readonly memory: number;
  /** Name of the engine, as the run tells it. */
  readonly engine: string;
}

export type Reader = (stdout: Readable) => Promise<string>;

/** Runs an upload below GNU time. @throws when it fails, or takes too long */
export async function timed(options: UploadOptions, read: Reader = text): Promise<Timed> {
  const command = [process.execPath, headlessBundle(), ...uploadArguments(options)];
  const env = { ...environment(options.to.key), ...options.env };
  const { stdout, ...run } = await timedCommand(command, env, read);
  return { ...run, engine: /"engine":"([^"]*)"/.exec(stdout)?.[1] ?? '' };
}

/** Runs a command below GNU time. @throws when it fails, or takes too long */
export async function timedCommand(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  read: Reader = text,
): Promise<Omit<Timed, 'engine'> & { readonly stdout: string }> {
  const child = spawn(GNU_TIME, ['-v', ...command], {
    env,
    detached: true, // a group of its own: GNU time does not pass on what ends it
  });
  const { pid } = child;
  assert(pid !== undefined);
  const end = Promise.all([read(child.stdout), text(child.stderr)]);
  const [stdout, stderr] = await inTime(end, () => process.kill(-pid, 'SIGKILL'));
  assert.match(stderr, /Exit status: 0/, `${stdout.slice(-2000)}\n${stderr}`);
  const measure = (name: string) => new RegExp(`${name}.*: (\\S+)$`, 'm').exec(stderr)?.[1] ?? '';
  return {
    seconds: secondsOf(measure('Elapsed')),
    cpuSeconds: Number(measure('User time')) + Number(measure('System time')),
    memory: Number(measure('Maximum resident set size')) * 1024,
    stdout,
  };
}

/** `1:02:03` or `2:03.45` */
function secondsOf(clock: string): number {
  return clock.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}
