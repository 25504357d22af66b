import { t } from '@vscode/l10n';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FromProcess, ToProcess } from '../../../core/upload/process/messages';

/** The way to what does the uploads of this window. */
export interface UploadLine {
  post(message: ToProcess): void;
  /** Nothing goes on there any more: it ends. */
  close(): void;
}

export interface LineEvents {
  readonly onMessage: (message: FromProcess) => void;
  /** It has ended without being told to. @param how a part of a sentence */
  readonly onGone: (how: string) => void;
  /** For the log. */
  readonly onWords: (text: string) => void;
}

/** How long it may take to start, in ms: what scans programs may hold it. */
const READY_WITHIN = 20_000;
/** Of what it says before it dies, in characters. */
const LAST_WORDS = 2000;

/**
 * Starts the upload process, by the program that this one runs in, as Node.
 *
 * @throws Error where the system does not let it, or ends it at once
 */
export async function openProcess(script: string, events: LineEvents): Promise<UploadLine> {
  const child = fork(script, [], {
    // What NODE_OPTIONS says is for other programs: VS Code as Node refuses much of it, and ends.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: undefined },
    execArgv: [], // not what this process is debugged with
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.on('error', () => undefined); // what could not be started, sent or killed: its end is told
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-LAST_WORDS)));
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
    throw new Error([howOf(code, signal), words.trim()].filter(Boolean).join(': '));
  });
  const isReady = once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN) });
  await Promise.race([isReady, ended]).catch((error: unknown) => {
    child.kill('SIGKILL');
    const isLate = error instanceof Error && error.name === 'AbortError';
    throw isLate ? new Error(t('it was not ready within {0} seconds', READY_WITHIN / 1000)) : error;
  });
  const onClose = (code: number | null, signal: string | null) => {
    if (words !== '') events.onWords(words);
    events.onGone(howOf(code, signal));
  };
  child.on('message', events.onMessage).on('close', onClose);
  return {
    post: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    close: () => {
      child.off('close', onClose);
      if (child.connected) child.disconnect();
    },
  };
}

function howOf(code: unknown, signal: unknown): string {
  return typeof signal === 'string' ? signal : t('exit code {0}', String(code));
}

/** Where no process can be started: a thread of this one. */
export function openThread(script: string, events: LineEvents): UploadLine {
  const worker = new Worker(script, { execArgv: [] });
  const onExit = (code: number) => events.onGone(howOf(code, undefined));
  worker
    .on('message', events.onMessage)
    .on('error', (error) => events.onWords(error.stack ?? error.message))
    .on('exit', onExit);
  return {
    post: (message) => worker.postMessage(message),
    close: () => {
      worker.off('exit', onExit);
      void worker.terminate();
    },
  };
}
