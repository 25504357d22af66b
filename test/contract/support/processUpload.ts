/** An upload by the upload process, as a window has it done. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseOrigin, parseRepository } from '../../../src/core/oxen/address';
import { parseBranch } from '../../../src/core/oxen/branchName';
import type { UploadEvent } from '../../../src/core/upload/events';
import { Control } from '../../../src/core/upload/limits/control';
import type { UploadEnding } from '../../../src/core/upload/process/ending';
import type { FromProcess, ReviewReply } from '../../../src/core/upload/process/messages';
import { isRefusal, repoDirectory } from '../../../src/core/repoPath';
import {
  type Found,
  ProcessedUpload,
  type WindowHost,
} from '../../../src/vscode/uploads/process/processedUpload';
import { openProcess, openThread, type UploadLine } from '../../../src/vscode/uploads/process/uploadLine';
import type { TestRepository } from './repository';

const SCRIPT = resolve(__dirname, '../../../dist/uploads.js');
const TEXT = { message: 'a test', author: 'Ada', email: 'ada@example.org' };

export interface ProcessUploadOptions {
  readonly to: TestRepository;
  readonly paths: readonly string[];
  readonly names?: readonly string[];
  /** Where its state is kept. */
  readonly state: string;
  readonly inThread?: boolean;
  readonly resumes?: string;
  readonly host?: Partial<WindowHost>;
}

export interface ProcessUpload {
  readonly line: UploadLine;
  readonly events: readonly UploadEvent[];
  readonly control: Control;
  readonly ending: Promise<UploadEnding>;
  cancel(): void;
}

export async function startProcessUpload({
  to,
  paths,
  names,
  state: storage,
  inThread = false,
  resumes,
  host = {},
}: ProcessUploadOptions): Promise<ProcessUpload> {
  const events: UploadEvent[] = [];
  const [control, stop] = [new Control(), new AbortController()];
  const directory = repoDirectory('');
  if (isRefusal(directory)) throw new TypeError(directory.reason);
  const target = {
    origin: parseOrigin(to.origin),
    repository: parseRepository(to.name).repository,
    branch: parseBranch('main'),
    directory,
  };
  const lineEvents = {
    onMessage: (message: FromProcess) => {
      if ('id' in message) upload.take(message);
    },
    onGone: (how: string) => upload.lose(how),
    onWords: () => undefined,
  };
  const line = inThread ? openThread(SCRIPT, lineEvents) : await openProcess(SCRIPT, lineEvents);
  line.post({
    type: 'set up',
    ...{ storage, concurrency: undefined, limitRate: undefined, network: {}, words: {} },
  });
  const upload = new ProcessedUpload(1, line, {
    rules: { engine: 'auto', symlinks: 'skip', useGitignore: false, excludeGlobs: [], resumes },
    host: {
      access: () => Promise.resolve({ key: to.key, allowHttp: true }),
      review: (found) => Promise.resolve(yesTo(found)),
      onUnreadable: () => Promise.resolve('leave out'),
      onFailure: () => Promise.resolve('discard'),
      onConflict: () => Promise.resolve({ kind: 'fail' }),
      ...host,
    },
    signal: stop.signal,
    control,
    report: (event) => void events.push(event),
  });
  const ending = upload.run({ selection: paths, target, names });
  return { line, events, control, ending, cancel: () => stop.abort() };
}

/** All of it goes. */
export function yesTo({ files }: Found): Extract<ReviewReply, { kind: 'upload' }> {
  return { kind: 'upload', ticks: new Uint8Array(files.length).fill(1), edited: [], text: TEXT };
}

/** The processes that do uploads for this one, with their arguments. */
export function uploadProcesses(): readonly { readonly pid: number; readonly args: string }[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === process.pid && args.includes(SCRIPT) ? [{ pid: Number(pid), args }] : [];
  });
}
