import type { Log } from './log';

/** What a process tells of promises that nobody waited for. */
interface Rejections {
  on(event: 'unhandledRejection', listener: (error: unknown) => void): unknown;
  off(event: 'unhandledRejection', listener: (error: unknown) => void): unknown;
}

/**
 * Logs failures of ours that nobody waited for: they would only show in the editor's own log. Other extensions live in
 * this process too, so a failure is ours when its stack leads through our code.
 *
 * @param folder where our code lies
 */
export function logLostPromises(
  log: Pick<Log, 'error'>,
  folder: string,
  process: Rejections = globalThis.process,
): { dispose(): void } {
  const tell = (error: unknown) => {
    if (error instanceof Error && error.stack?.includes(folder) === true)
      log.error('Unhandled error.', error);
  };
  process.on('unhandledRejection', tell);
  return { dispose: () => process.off('unhandledRejection', tell) };
}
