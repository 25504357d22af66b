import { withoutKeys } from '../core/hiddenKeys';

/** What the process does about what the command itself does not notice. */
export interface Emergency {
  /** Tells of it; until the command has a better way, on stderr. */
  tell: (error: unknown) => void;
  /** Ends the command, as Ctrl-C does. */
  stop: () => void;
  /** Tells that it has ended, when it cannot any more. */
  conclude: () => void;
}

const FAILED = 1;

/**
 * Runs the command, and has the process end with its exit code. Until that is there it is the one of a failure: also
 * when nothing is left that could go on, and when a promise has failed that nobody waited for.
 */
export function runToEnd(command: (emergency: Emergency) => Promise<number>): void {
  process.exitCode = FAILED;
  const emergency: Emergency = { tell: tellOnStderr, stop: nothing, conclude: nothing };
  let hasEnded = false;
  let isBroken = false;
  process.on('unhandledRejection', (error) => {
    isBroken = true;
    emergency.tell(error);
    emergency.stop();
  });
  process.once('beforeExit', () => {
    if (hasEnded) return;
    emergency.tell(new Error('a pending operation never finished'));
    emergency.conclude();
  });
  const end = (code: number) => {
    hasEnded = true;
    process.exitCode = isBroken ? FAILED : code;
  };
  process.once('uncaughtException', (error) => {
    emergency.tell(error);
    emergency.conclude();
    process.exit(FAILED);
  });
  command(emergency).then(end, (error: unknown) => {
    emergency.tell(error);
    emergency.conclude();
    end(FAILED);
  });
}

function nothing(): void {
  // Until the command has something to stop, or to conclude.
}

function tellOnStderr(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${withoutKeys(text)}\n`);
}
