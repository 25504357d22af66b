import { t } from '@vscode/l10n';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import { assertNever } from '../core/assertNever';
import { ownStateFolders } from '../core/config/stateFolder';
import { readOffThread, withoutWorker } from '../core/files/worker/offThread';
import { createDispatcher } from '../core/oxen/connection/dispatcher';
import { undiciTransport } from '../core/oxen/connection/undiciTransport';
import { isAccessRefused } from '../core/oxen/errors';
import type { Transport } from '../core/oxen/http/transport';
import { Control } from '../core/upload/limits/control';
import { ENGINES } from '../core/upload/engines/list';
import { SharedLimits } from '../core/upload/limits/sharedLimits';
import { Turns } from '../core/upload/limits/turns';
import type { Meter } from '../core/upload/meter';
import { NEWEST } from '../core/upload/journal/openInterrupted';
import { NothingLeftError } from '../core/upload/plan/nothingLeft';
import type { Preparation } from '../core/upload/plan/preparation';
import { HASHING_TIME, upload as uploadFiles, type UploadOutcome } from '../core/upload/upload';
import { messageOf, UserError } from '../core/userError';
import type { Arguments } from './arguments';
import { authorOf } from './author';
import { requirePlaceOf } from './currentFolder';
import { type Ending, endingOf, endingWithout, NOTHING } from './ending';
import { dryRunHost, hostOf, wouldUpload } from './host';
import { openServer } from './openServer';
import type { Printer } from './terminal/printer';
import { findReceiptPlace } from './receipt/receiptPlace';
import { selectionOf } from './selection';
import { openState } from './state';
import { writeReceiptTo } from './receipt/writeReceiptTo';

export interface Session {
  readonly meter: Meter;
  readonly printer: Printer;
  readonly signal: AbortSignal;
}

const CANCELLED: Ending = { ...NOTHING, result: 'cancelled' };

/** One upload by the arguments. What ends it early is told, and is an ending too. */
export async function upload(args: Arguments, session: Session): Promise<Ending> {
  try {
    return await uploadThrough(createDispatcher(), args, session);
  } catch (error) {
    return endingFor({ kind: 'broke', error }, args, session);
  }
}

async function uploadThrough(dispatcher: Dispatcher, args: Arguments, session: Session): Promise<Ending> {
  const reading = readOffThread(join(__dirname, 'fileWorker.js'), {
    onTrouble: (error) => session.printer.say(withoutWorker(error)),
  });
  try {
    // Nothing is sent before it is known that the receipt destroys nothing.
    if (args.receipt !== undefined) await findReceiptPlace(args.receipt, selectionOf(args.paths));
    const outcome = await perform(args, session, undiciTransport(dispatcher));
    const ending = endingFor(outcome, args, session);
    if (await hasReceipt(outcome, args, session)) return ending;
    // One that was interrupted can still be resumed.
    return ending.result === 'interrupted' ? ending : { ...ending, result: 'failed' };
  } finally {
    await dispatcher.destroy();
    await reading.dispose();
  }
}

async function perform(
  args: Arguments,
  { meter, printer, signal }: Session,
  transport: Transport,
): Promise<UploadOutcome> {
  const { origin, repository, branch, directory, allowHttp, dryRun, message } = args;
  const key = process.env['OXEN_API_KEY'] || undefined;
  if (args.receipt !== undefined) requirePlaceOf(args.receipt);
  const limits = new SharedLimits(args.concurrency);
  limits.rate.bytesPerSecond = args.limitRate;
  const text = dryRun ? undefined : { message, ...(await authorOf(args, key)) };
  return uploadFiles(
    {
      selection: selectionOf(args.paths),
      target: { origin, repository, branch, directory },
      names: undefined,
    },
    {
      services: {
        ...(await openState()),
        engines: ENGINES,
        limits,
        turns: new Turns(),
        connect: (origin, gate) => Promise.resolve(openServer({ origin, key, allowHttp, transport, gate })),
      },
      host: text === undefined ? dryRunHost(args, printer, signal) : hostOf(args, text, printer),
      engine: args.engine,
      symlinks: args.symlinks,
      useGitignore: args.useGitignore,
      excludeGlobs: args.excludeGlobs,
      exclude: ownStateFolders(),
      creates: args.create,
      resumes: args.resume && !dryRun ? NEWEST : undefined,
      hashingTime: dryRun ? 'until all is known' : HASHING_TIME,
      signal,
      control: new Control(),
      report: meter.note,
    },
  );
}

/** Whether the receipt lies where it was asked for, if it was: where nothing came to a run there is none. */
async function hasReceipt(
  outcome: UploadOutcome,
  { receipt, paths }: Arguments,
  { printer, signal }: Session,
): Promise<boolean> {
  const document =
    outcome.kind === 'ran'
      ? outcome.receipt.document
      : outcome.kind === 'nothing sent'
        ? outcome.document
        : undefined;
  if (receipt === undefined || document === undefined) return true;
  try {
    const place = await findReceiptPlace(receipt, selectionOf(paths)); // meanwhile it may be another
    await writeReceiptTo(place, document, signal);
    return true;
  } catch (error) {
    const text = t('The receipt could not be written to {0}: {1}.', receipt, messageOf(error));
    printer.showError(new UserError(text, { cause: error }));
    return false;
  }
}

function endingFor(outcome: UploadOutcome, args: Arguments, { printer, signal }: Session): Ending {
  switch (outcome.kind) {
    case 'ran': {
      const { receipt } = outcome;
      if (receipt.error !== undefined) printer.showError(receipt.error);
      if (receipt.result === 'interrupted') printer.say(howToResume(receipt.error));
      return endingOf(receipt);
    }
    case 'nothing sent': {
      const { preparation } = outcome;
      return endingWithout(preparation, preparation.failed.length > 0 ? 'failed' : 'nothing to do');
    }
    case 'discarded':
      return CANCELLED;
    case 'interrupted': {
      const { preparation, error } = outcome;
      const ending =
        preparation === undefined
          ? endingOfError(error, args, printer)
          : endingWithout(preparation, 'interrupted');
      printer.say(howToResume(error));
      return { ...ending, result: 'interrupted' };
    }
    case 'cancelled': {
      const { preparation } = outcome;
      if (signal.aborted || preparation === undefined) return CANCELLED;
      return endingWithout(preparation, resultWithout(preparation, args));
    }
    case 'broke':
      return signal.aborted ? CANCELLED : endingOfError(outcome.error, args, printer);
    default:
      return assertNever(outcome);
  }
}

/** A dry run is not meant to go on. */
function resultWithout(preparation: Preparation, args: Arguments): Ending['result'] {
  return args.dryRun && wouldUpload(preparation, args) ? 'nothing to do' : 'failed';
}

function endingOfError(error: unknown, { dryRun }: Arguments, printer: Printer): Ending {
  if (error instanceof NothingLeftError)
    for (const file of error.skipped) {
      if (dryRun) printer.plan({ ...file, action: 'skipped' });
      else printer.skip(file);
    }
  if (error instanceof UserError) printer.showError(error);
  else printer.fault(error);
  const skipped = error instanceof NothingLeftError ? error.skipped.length : 0;
  return { ...NOTHING, files: { ...NOTHING.files, skipped } };
}

function howToResume(error: unknown): string {
  return isAccessRefused(error)
    ? t(
        'Progress is kept: set another key in OXEN_API_KEY and run the same command with --resume to continue.',
      )
    : t('Progress is kept: run the same command with --resume to continue.');
}
