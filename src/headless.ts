import { type Arguments, parseArguments, usage, wantsHelp, wantsJson } from './headless/arguments';
import { type Ending, NOTHING } from './headless/ending';
import { jsonPrinter, type Printer, textPrinter } from './headless/terminal/printer';
import { type Emergency, runToEnd } from './headless/runToEnd';
import { shownError } from './headless/terminal/terminalText';
import { upload } from './headless/upload';
import { verify } from './headless/verify';
import { wantsVerify } from './headless/verifyArguments';
import { hideKey } from './core/hiddenKeys';
import { keepGarbageSmall } from './core/keepGarbageSmall';
import { Meter } from './core/upload/meter';
import { UserError } from './core/userError';

const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

const argv = process.argv.slice(2);
const isJson = wantsJson(argv);
const meter = new Meter();
let printer: Printer | undefined;

async function main(emergency: Emergency): Promise<number> {
  const interrupted = new AbortController();
  const faults: unknown[] = [];
  Object.assign(emergency, {
    tell: (error: unknown) => {
      faults.push(error);
      thePrinter().fault(error);
    },
    stop: () => interrupted.abort(),
    conclude: () => thePrinter().done(NOTHING),
  } satisfies Emergency);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  // Nobody reads any more what is told, as when `head` has enough.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => interrupted.abort());
  if (wantsHelp(argv)) {
    process.stdout.write(usage());
    return EXIT.ok;
  }
  if (wantsVerify(argv)) return verify(argv, interrupted.signal);
  let args: Arguments;
  try {
    args = parseArguments(argv);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (isJson) {
      thePrinter().showError(error);
      thePrinter().done(NOTHING);
    } else process.stderr.write(`${shownError(error.details)}\n\n${usage()}`);
    return EXIT.usage;
  }
  const ending = await upload(args, { meter, printer: thePrinter(), signal: interrupted.signal });
  thePrinter().done(faults.length === 0 ? ending : { ...ending, result: 'failed' });
  return interrupted.signal.aborted ? EXIT.interrupted : exitOf(ending);
}

/** Committed without some of the files is not all well; without those that were meant to be skipped it is. */
function exitOf({ result, files }: Ending): number {
  const isGood = result === 'committed' || result === 'nothing to do';
  return isGood && files.failed === 0 ? EXIT.ok : EXIT.failed;
}

function thePrinter(): Printer {
  printer ??= isJson ? jsonPrinter(meter, process.stdout) : textPrinter(meter, process.stderr);
  return printer;
}

keepGarbageSmall();
hideKey(process.env['OXEN_API_KEY'] ?? '');
runToEnd(main);
