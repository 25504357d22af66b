import { config } from '@vscode/l10n';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { keepGarbageSmall } from './core/keepGarbageSmall';
import { readOffThread, withoutWorker } from './core/files/worker/offThread';
import type { FromProcess, ToProcess } from './core/upload/process/messages';
import { serveUploads, type UploadServing } from './core/upload/process/serveUploads';

/** The process that does the uploads of a window (docs/flow.md); a thread of that window where none could be started. */

let serving: UploadServing | undefined;

/** How long the journals may take to be closed once the window is gone, in ms: a hanging disk must not keep this process. */
const LEAVE_WITHIN = 10_000;

function take(message: ToProcess): void {
  if (message.type !== 'set up') {
    serving?.take(message);
    return;
  }
  const { words, ...setup } = message;
  config({ contents: { ...words } });
  const served = serveUploads(setup, post);
  serving = served;
  readOffThread(join(__dirname, 'fileWorker.js'), {
    onTrouble: (error) => served.note(withoutWorker(error)),
  });
  process.on('unhandledRejection', (error) => served.note('Unhandled error.', error));
}

function post(message: FromProcess): void {
  if (parentPort !== null) parentPort.postMessage(message);
  // Once the window is gone nobody hears it.
  else if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/** The window is gone: its uploads stop, to be resumed. Not on Windows, which ends this process together with the window. */
function leave(): void {
  setTimeout(() => process.exit(), LEAVE_WITHIN).unref();
  void (serving?.leave() ?? Promise.resolve()).finally(() => process.exit());
}

if (parentPort !== null) parentPort.on('message', take);
else {
  keepGarbageSmall();
  const window: NodeJS.EventEmitter = process;
  window.on('message', take).on('disconnect', leave);
  // Ctrl+C in the terminal that VS Code was started from is for the window: it says when to stop.
  window
    .on('SIGINT', () => undefined)
    .on('SIGTERM', leave)
    .on('SIGHUP', leave);
}
post({ type: 'ready' });
