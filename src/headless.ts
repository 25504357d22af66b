import { type Arguments, parseArguments, USAGE } from './headless/arguments';
import { jsonPrinter, type Printer, textPrinter } from './headless/printer';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findIdentity } from './core/config/identity';
import { HashCache } from './core/files/hashCache';
import { OxenServer } from './core/oxen/client';
import { createDispatcher } from './core/oxen/dispatcher';
import { undiciTransport } from './core/oxen/undiciTransport';
import { Control } from './core/upload/limits/control';
import { Line } from './core/upload/limits/line';
import { SharedLimits } from './core/upload/limits/sharedLimits';
import { Meter } from './core/upload/meter';
import { openTarget } from './core/upload/openTarget';
import { prepare } from './core/upload/prepare';
import { type Receipt, run } from './core/upload/run';
import { UserError } from './core/userError';

const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

const NOTHING: Receipt = {
  result: 'failed',
  commit: undefined,
  files: { uploaded: 0, unchanged: 0, skipped: 0, refused: 0, failed: 0 },
  bytes: 0,
  engine: 'stage-files',
  failed: [],
  error: undefined,
};

async function main(): Promise<number> {
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
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const meter = new Meter();
  const printer = args.json
    ? jsonPrinter(meter, (line) => process.stdout.write(`${line}\n`))
    : textPrinter(meter, process.stderr);
  const receipt = await upload(args, { meter, printer, signal: interrupted.signal });
  printer.done(receipt);
  if (interrupted.signal.aborted) return EXIT.interrupted;
  return receipt.result === 'committed' || receipt.result === 'nothing to do' ? EXIT.ok : EXIT.failed;
}

interface Session {
  readonly meter: Meter;
  readonly printer: Printer;
  readonly signal: AbortSignal;
}

/** The whole way of one upload. What ends it early is said, and ends in a receipt too. */
async function upload(args: Arguments, { meter, printer, signal }: Session): Promise<Receipt> {
  const dispatcher = createDispatcher();
  try {
    const key = process.env['OXEN_API_KEY'] || undefined;
    const { author, email } = await identity(args, key);
    const limits = new SharedLimits(args.concurrency);
    limits.rate.bytesPerSecond = args.limitRate;
    const line = new Line({ origin: args.origin, control: new Control(), limits, report: meter.note });
    const server = new OxenServer({
      origin: args.origin,
      key,
      allowHttp: args.allowHttp,
      transport: undiciTransport(dispatcher),
      traffic: line,
    });
    const target = await openTarget({ ...args, server }, signal);
    const preparation = await prepare(
      { selection: args.paths, target },
      { signal, report: meter.note, hashes: new HashCache(join(stateDirectory(), 'hashes')) },
    );
    for (const file of preparation.skipped) printer.leaveOut('skipped', file);
    for (const file of preparation.refused) printer.leaveOut('refused', file);
    if (preparation.refused.length > 0 && !args.skipRefused) {
      printer.complain(
        new UserError(
          `${preparation.refused.length} of the files cannot be uploaded as they are named, so nothing was sent.`,
          { advice: 'Rename them, or leave them out with --skip-refused.' },
        ),
      );
      const { plan, skipped, refused, failed } = preparation;
      const files = {
        uploaded: 0,
        unchanged: plan.unchanged,
        skipped: skipped.length,
        refused: refused.length,
        failed: failed.length,
      };
      return { ...NOTHING, files };
    }
    const receipt = await run(preparation, {
      engine: args.engine,
      text: { message: args.message, author, email },
      signal,
      report: meter.note,
      line,
    });
    if (receipt.error !== undefined) printer.complain(receipt.error);
    return receipt;
  } catch (error) {
    if (signal.aborted) return { ...NOTHING, result: 'cancelled' };
    if (!(error instanceof UserError)) throw error;
    printer.complain(error);
    return NOTHING;
  } finally {
    await dispatcher.destroy();
  }
}

/** What is remembered between uploads; losing it costs time only. */
function stateDirectory(): string {
  const state = process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(state, 'oxen-upload');
}

/** @throws UserError when nobody can be named as the commit's author */
async function identity(
  { author, email }: Arguments,
  key: string | undefined,
): Promise<{ author: string; email: string }> {
  if (author !== undefined && email !== undefined) return { author, email };
  const found = await findIdentity({ key, directory: process.cwd() });
  const name = author ?? found?.name;
  const address = email ?? found?.email;
  if (name === undefined || address === undefined) {
    throw new UserError('It is not known who the commit is by.', { advice: 'Give --author and --email.' });
  }
  return { author: name, email: address };
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = EXIT.failed;
  },
);
