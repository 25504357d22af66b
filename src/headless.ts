import { type Arguments, parseArguments, USAGE } from './headless/arguments';
import { keepMemorySmall } from './headless/keepMemorySmall';
import { jsonPrinter, textPrinter } from './headless/printer';
import { type Ending, NOTHING } from './headless/ending';
import { type Emergency, runToEnd } from './headless/runToEnd';
import { upload } from './headless/upload';
import { Meter } from './core/upload/meter';
import { UserError } from './core/userError';

const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

async function main(emergency: Emergency): Promise<number> {
  const interrupted = new AbortController();
  emergency.stop = () => interrupted.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  // Nobody reads any more what is told, as when `head` has enough.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => interrupted.abort());
  if (process.argv.includes('--help')) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  let args: Arguments;
  try {
    args = parseArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message} ${error.advice ?? ''}\n\n${USAGE}`);
    return EXIT.usage;
  }
  const meter = new Meter();
  const printer = args.json ? jsonPrinter(meter, process.stdout) : textPrinter(meter, process.stderr);
  emergency.tell = (error) => printer.fault(error);
  emergency.conclude = () => printer.done(NOTHING);
  const ending = await upload(args, { meter, printer, signal: interrupted.signal });
  printer.done(ending);
  return interrupted.signal.aborted ? EXIT.interrupted : exitOf(ending);
}

/** Committed without some of the files is not all well; without those that were meant to be skipped it is. */
function exitOf({ result, files }: Ending): number {
  const isGood = result === 'committed' || result === 'nothing to do';
  return isGood && files.failed === 0 ? EXIT.ok : EXIT.failed;
}

keepMemorySmall();
runToEnd(main);
