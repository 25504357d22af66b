import { t } from '@vscode/l10n';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FromProcess, ToProcess } from '../../../core/upload/process/messages';

/** The way to what does the uploads of this window. */
export interface UploadLine {
  post(message: ToProcess): void;
  /** It ends by itself as soon as its journals are closed. */
  close(): void;
}

export interface LineEvents {
  readonly onMessage: (message: FromProcess) => void;
  /** It has ended without being told to. @param how a part of a sentence */
  readonly onGone: (how: string) => void;
  /** For the log. */
  readonly onWords: (text: string) => void;
}

/** Of what it says before it dies, in characters. */
const LAST_WORDS = 2000;

/**
 * Starts the upload process, by the program that this one runs in, as Node.
 *
 * @throws Error where the system does not let it
 */
export async function openProcess(script: string, events: LineEvents): Promise<UploadLine> {
  const child = fork(script, [], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [], // not what this process is debugged with
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-LAST_WORDS)));
  child.on('message', events.onMessage);
  await once(child, 'spawn');
  const onExit = (code: number | null, signal: string | null) => {
    if (words !== '') events.onWords(words);
    events.onGone(signal ?? t('exit code {0}', code ?? '?'));
  };
  child.on('exit', onExit).on('error', () => undefined); // what could not be sent, or killed: its end is told
  return {
    post: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    close: () => {
      child.off('exit', onExit);
      if (child.connected) child.disconnect();
    },
  };
}

/** Where no process can be started: a thread of this one. */
export function openThread(script: string, events: LineEvents): UploadLine {
  const worker = new Worker(script, { execArgv: [] });
  const onExit = (code: number) => events.onGone(t('exit code {0}', code));
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
