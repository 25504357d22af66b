import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { headlessBundle } from '../contract/support/bundle';
import { environment, uploadArguments, type UploadOptions } from '../contract/support/headless';
import { inTime } from './limit';

const GNU_TIME = '/usr/bin/time';
const PREPARED = '{"type":"prepared"';

/** @throws when it is not there to measure with */
export function requireGnuTime(): void {
  if (!existsSync(GNU_TIME))
    throw new Error(`Measuring needs GNU time as ${GNU_TIME}: install the package “time”.`);
}

/** What GNU time tells of a run, and what the run tells itself. */
export interface Timed {
  readonly seconds: number;
  /** Of user and system together, with those of its children. */
  readonly cpuSeconds: number;
  /** Peak of resident memory of the largest process, in bytes. */
  readonly memory: number;
  /** Name of the engine; of ours only. */
  readonly engine?: string;
  /** Until the question could be asked, in seconds; of ours only. */
  readonly prepared?: number;
}

export type Reader = (stdout: Readable) => Promise<string>;

/** What runs an upload of ours. */
export function uploadCommand(options: UploadOptions) {
  return {
    command: [process.execPath, options.bundle ?? headlessBundle(), ...uploadArguments(options)],
    env: { ...environment(options.to.key), ...options.env },
  };
}

/** Runs an upload of ours below GNU time. @throws when it fails, or takes too long */
export async function timedUpload(options: UploadOptions, read?: Reader): Promise<Timed> {
  const { command, env } = uploadCommand(options);
  const started = performance.now();
  let prepared: number | undefined;
  const readLines = (stdout: Readable) =>
    textOnceSeen(stdout, PREPARED, () => (prepared = (performance.now() - started) / 1000));
  const { timed, stdout } = await timedCommand(command, { env, read: read ?? readLines });
  const engine = /"engine":"([^"]*)"/.exec(stdout)?.[1] ?? '';
  return { ...timed, engine, ...(prepared !== undefined && { prepared }) };
}

/** All that comes; tells when `wanted` has. */
async function textOnceSeen(stdout: Readable, wanted: string, onSeen: () => void): Promise<string> {
  stdout.setEncoding('utf8');
  let all = '';
  let isSeen = false;
  for await (const piece of stdout) {
    all += String(piece);
    if (isSeen || !all.includes(wanted)) continue;
    isSeen = true;
    onSeen();
  }
  return all;
}

interface TimedOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly read?: Reader;
}

/** Runs a command below GNU time. @throws when it fails, or takes too long */
export async function timedCommand(
  command: readonly string[],
  { env, read = text }: TimedOptions,
): Promise<{ readonly timed: Timed; readonly stdout: string }> {
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
  const timed = {
    seconds: secondsOf(measure('Elapsed')),
    cpuSeconds: Number(measure('User time')) + Number(measure('System time')),
    memory: Number(measure('Maximum resident set size')) * 1024,
  };
  return { timed, stdout };
}

/** `1:02:03` or `2:03.45` */
function secondsOf(clock: string): number {
  return clock.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}
