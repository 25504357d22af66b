/** How often to look whether npm is still there. */
const LOOK_EVERY_MS = 500;

/**
 * Ends this process, with what it has started and written, when it is told to stop. npm passes SIGINT and SIGTERM on;
 * its own end, by a signal that it does not pass on, counts as well.
 */
export function stopWhenTold(exitCode: number): void {
  const stop = () => process.exit(exitCode);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.prependOnceListener(signal, stop);

  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, LOOK_EVERY_MS).unref();
}
