import type { EventEmitter } from 'node:events';
import type { Log } from './log';

/**
 * Logs failures of ours that nobody waited for: they would only show in the editor's own log. Other extensions live in
 * this process too, so a failure is ours when its stack leads through our code.
 *
 * @param folder where our code lies
 */
export function logLostPromises(
  log: Pick<Log, 'error'>,
  folder: string,
  process: EventEmitter = globalThis.process,
): { dispose(): void } {
  const tell = (error: unknown) => {
    if (error instanceof Error && error.stack?.includes(folder) === true)
      log.error('Something failed that nobody waited for.', error);
  };
  process.on('unhandledRejection', tell);
  return { dispose: () => process.off('unhandledRejection', tell) };
}
