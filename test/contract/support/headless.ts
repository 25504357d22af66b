import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { headlessBundle } from './bundle';
import type { TestRepository } from './repository';

const Counts = v.strictObject({
  uploaded: v.number(),
  unchanged: v.number(),
  skipped: v.number(),
  refused: v.number(),
  failed: v.number(),
});

/** The last line of every run: its fields are fixed, so that scripts can rely on them. */
const Done = v.strictObject({
  type: v.literal('done'),
  result: v.picklist(['committed', 'nothing to do', 'failed', 'cancelled', 'interrupted']),
  verified: v.boolean(),
  commit: v.nullable(v.string()),
  files: Counts,
  bytes: v.number(),
  engine: v.string(),
});
export type Done = v.InferOutput<typeof Done>;

const Event = v.looseObject({
  type: v.string(),
  action: v.optional(v.string()),
  phase: v.optional(v.string()),
  path: v.optional(v.string()),
  reason: v.optional(v.string()),
  text: v.optional(v.string()),
  message: v.optional(v.string()),
  advice: v.optional(v.string()),
  requestId: v.optional(v.string()),
  stack: v.optional(v.string()),
});
export type Event = v.InferOutput<typeof Event>;

export interface UploadOptions {
  readonly to: Pick<TestRepository, 'origin' | 'name' | 'key'>;
  readonly paths: readonly string[];
  readonly branch?: string;
  readonly into?: string;
  readonly engine?: string;
  readonly message?: string;
  /** Further options, as they are. */
  readonly flags?: readonly string[];
  /** Instead of the server's own; `undefined` for none. */
  readonly key?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Where it is run. */
  readonly cwd?: string;
  /** Run as this user. */
  readonly uid?: number;
  /** Instead of `--author` and `--email`: nothing. */
  readonly anonymous?: true;
  /** Instead of the built command. */
  readonly bundle?: string;
  /** Told each line of its stdout at once. */
  readonly onLine?: (line: string) => void;
}

export interface Outcome {
  readonly code: number | null;
  readonly events: readonly Event[];
  readonly stdout: string;
  readonly stderr: string;
  /** @throws when the run did not end with it */
  readonly done: Done;
  /** What the user was told of failures and refusals, a line each. */
  readonly told: string;
}

/** The headless command as a user runs it, from start to end. */
export function upload(options: UploadOptions): Promise<Outcome> {
  return startUpload(options).outcome;
}

export interface RunningUpload {
  readonly outcome: Promise<Outcome>;
  /** As with Ctrl-C. */
  interrupt(): void;
  signal(name: NodeJS.Signals): void;
  /** As `head` does when it has enough: nobody reads its stdout any more. */
  hangUp(): void;
  /** As when the power fails; the outcome is of no use then. Resolves when it is gone. */
  kill(): Promise<void>;
}

export function startUpload(options: UploadOptions): RunningUpload {
  const key = 'key' in options ? options.key : options.to.key;
  return startCommand(uploadArguments(options), { ...options, key });
}

export function uploadArguments(options: UploadOptions): readonly string[] {
  const { to, paths, branch = 'main', into, engine, message = 'a test', anonymous, flags = [] } = options;
  return [
    'upload',
    ...['--server', to.origin, '--repo', to.name, '--branch', branch, '--message', message, '--json'],
    ...(anonymous ? [] : ['--author', 'Ada', '--email', 'ada@example.org']),
    ...(into === undefined ? [] : ['--into', into]),
    ...(engine === undefined ? [] : ['--engine', engine]),
    ...flags,
    ...paths,
  ];
}

/** Of hash cache and journals, for all runs of this process. */
const stateDirectory = mkdtempSync(join(tmpdir(), 'oxen-state-'));
process.once('exit', () => rmSync(stateDirectory, { recursive: true, force: true }));

/** The headless command with any arguments. */
export function startCommand(
  args: readonly string[],
  {
    key,
    env,
    cwd = '/',
    uid,
    bundle = headlessBundle(),
    onLine,
  }: Pick<UploadOptions, 'key' | 'env' | 'cwd' | 'uid' | 'bundle' | 'onLine'> = {},
): RunningUpload {
  const child = spawn(process.execPath, [bundle, ...args], {
    cwd,
    env: { ...environment(key), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  return {
    outcome: outcomeOf(child, { key, isJson: args.includes('--json'), onLine }),
    interrupt: () => child.kill('SIGINT'),
    signal: (name) => child.kill(name),
    hangUp: () => child.stdout.destroy(),
    async kill() {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** Nothing of the machine the tests run on: no proxy, no identity, no cache of other runs. */
export function environment(key: string | undefined): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: '/nowhere',
    XDG_STATE_HOME: stateDirectory,
    GIT_CONFIG_SYSTEM: '/dev/null',
    ...(key !== undefined && { OXEN_API_KEY: key }),
  };
}

interface Reading {
  readonly key: string | undefined;
  readonly isJson: boolean;
  readonly onLine: UploadOptions['onLine'];
}

async function outcomeOf(child: ChildProcess, { key, isJson, onLine }: Reading): Promise<Outcome> {
  const { stdout: out, stderr: err } = child;
  assert(out !== null && err !== null);
  const lines: string[] = [];
  createInterface({ input: out }).on('line', (line) => {
    lines.push(line);
    onLine?.(line);
  });
  const [stderr] = await Promise.all([text(err), once(child, 'close')]);
  const stdout = lines.map((line) => `${line}\n`).join('');
  if (key !== undefined) assert(!`${stdout}${stderr}`.includes(key), 'the key was printed');

  if (isJson) assert.equal(stderr, '', 'with --json, everything is told on stdout');
  const events = isJson ? lines.map(parseEvent) : [];
  const told = events.filter(({ type }) => ['error', 'failed', 'refused'].includes(type)).map(sentenceOf);
  return {
    code: child.exitCode,
    events,
    stdout,
    stderr,
    told: told.join('\n'),
    get done() {
      const last = events.at(-1);
      assert.equal(last?.type, 'done', `the run ended without “done”: ${stdout}\n${stderr}`);
      assert.equal(events.filter(({ type }) => type === 'done').length, 1);
      return v.parse(Done, last);
    },
  };
}

export function parseEvent(line: string): Event {
  return v.parse(Event, JSON.parse(line));
}

function sentenceOf({ type, path, reason, message, advice }: Event): string {
  return [type, path, reason, message, advice].filter((part) => part !== undefined).join(': ');
}
