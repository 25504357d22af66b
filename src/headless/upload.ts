import { repositoryText } from '../core/oxen/address';
import { OxenServer } from '../core/oxen/http/client';
import { createDispatcher } from '../core/oxen/connection/dispatcher';
import { isAccessRefused } from '../core/oxen/errors';
import type { CommitText } from '../core/oxen/merge';
import type { Transport } from '../core/oxen/http/transport';
import { undiciTransport } from '../core/oxen/connection/undiciTransport';
import { resumeTarget } from '../core/upload/run/resumeTarget';
import { discard, discardUnfinished } from '../core/upload/run/discard';
import type { Decisions } from '../core/upload/decisions';
import type { Journal } from '../core/upload/journal/journal';
import type { Journals } from '../core/upload/journal/journals';
import type { UploadOrder } from '../core/upload/journal/records';
import { takeOver } from '../core/upload/journal/takeOver';
import type { Report } from '../core/upload/events';
import type { Missing } from '../core/upload/plan/planTarget';
import { Control } from '../core/upload/limits/control';
import { RunThrottle } from '../core/upload/limits/runThrottle';
import { SharedLimits } from '../core/upload/limits/sharedLimits';
import { NothingLeftError } from '../core/upload/plan/nothingLeft';
import { type Preparation, prepare } from '../core/upload/plan/prepare';
import { run } from '../core/upload/run/run';
import type { Target } from '../core/upload/plan/target';
import { UserError } from '../core/userError';
import type { Arguments } from './arguments';
import { authorOf } from './author';
import { dryRun } from './dryRun';
import type { Printer } from './printer';
import { type Ending, endingOf, endingWithout, NOTHING } from './ending';
import { makeMissing, withoutEmptyRepository } from './makeMissing';
import { requestOf, type Session, targetOf } from './session';
import { maySendSecrets } from './maySendSecrets';
import { selectionOf } from './selection';
import { openCaches, openJournals, openServerMemory } from './state';

/** How long giving a run up may hold up the end of the command, in ms. */
const CLEAN_UP_TIME = 15_000;

/** The whole way of one upload. What ends it early is said, and is an ending too. */
export async function upload(args: Arguments, session: Session): Promise<Ending> {
  const { printer, signal } = session;
  try {
    const dispatcher = createDispatcher();
    try {
      return await perform(args, session, undiciTransport(dispatcher));
    } finally {
      await dispatcher.destroy();
    }
  } catch (error) {
    if (signal.aborted) return { ...NOTHING, result: 'cancelled' };
    if (error instanceof NothingLeftError) return nothingLeft(error, args, printer);
    if (error instanceof UserError) printer.showError(error);
    else printer.fault(error);
    return NOTHING;
  }
}

function nothingLeft(error: NothingLeftError, { dryRun }: Arguments, printer: Printer): Ending {
  for (const file of error.skipped) {
    if (dryRun) printer.plan({ ...file, action: 'skipped' });
    else printer.skip(file);
  }
  printer.showError(error);
  return { ...NOTHING, files: { ...NOTHING.files, skipped: error.skipped.length } };
}

async function perform(args: Arguments, session: Session, transport: Transport): Promise<Ending> {
  const { signal } = session;
  const report = session.meter.note;
  const key = process.env['OXEN_API_KEY'] || undefined;
  const throttle = lineOf(args, report);
  const { origin, allowHttp } = args;
  const server = new OxenServer({ origin, key, allowHttp, transport, gate: throttle });
  if (args.dryRun) return await dryRun(args, server, session);

  const text = { message: args.message, ...(await authorOf(args, key)) };
  const { target, missing } = await targetOf(args, server, signal);
  const { repository } = target;
  const order = orderOf(args);
  const journals = await openJournals((sentence) => session.printer.say(sentence));
  let resumed: Journal | undefined;
  if (args.resume) {
    resumed = await takeOver(journals, order, signal);
    if (resumed === undefined) session.printer.say('There is nothing to resume: the upload begins anew.');
  } else await discardUnfinished(journals, order, { repository, signal, report });
  try {
    return await send({ args, session, target, missing, text, throttle, journals, order, resumed });
  } catch (error) {
    // Ctrl-C gives an upload up, also before it goes on.
    if (!signal.aborted) await resumed?.close(true);
    else if (resumed !== undefined) await discard(resumed, repository, AbortSignal.timeout(CLEAN_UP_TIME));
    throw error;
  }
}

function howToResume(error: unknown): string {
  const withKey = isAccessRefused(error) ? 'with another key in OXEN_API_KEY, ' : '';
  return `What the server accepted is kept: ${withKey}the same command with --resume goes on from there.`;
}

interface Sending {
  readonly args: Arguments;
  readonly session: Session;
  readonly target: Target;
  readonly missing: Missing | undefined;
  readonly text: CommitText;
  readonly throttle: RunThrottle;
  readonly journals: Journals;
  readonly order: UploadOrder;
  readonly resumed: Journal | undefined;
}

async function send({ args, session, target, missing, resumed, ...rest }: Sending): Promise<Ending> {
  const { printer, signal } = session;
  const report = session.meter.note;
  const caches = openCaches();
  const goal = resumed === undefined ? target : await resumeTarget(target, resumed, signal);
  const request = { ...requestOf(args, goal), leave: resumed?.checkpoint.skipped };
  const preparation = await prepare(request, { ...caches, signal, report });
  const agreed = resumed?.begin.order.secrets;
  const isAllowed = maySendSecrets(preparation, args, printer, agreed);
  if (!mayBegin(preparation, args, printer) || !isAllowed) {
    await resumed?.close(true);
    return endingWithout(preparation, 'failed');
  }
  const made = goal === target ? await makeMissing(preparation, missing, signal) : undefined;
  const ready =
    made === undefined ? preparation : { ...preparation, plan: { ...preparation.plan, target: made.target } };
  const receipt = await withoutEmptyRepository(made, report, () =>
    run(ready, {
      ...rest,
      order: { ...rest.order, secrets: ready.secrets.map(({ destination }) => destination) },
      engine: args.engine,
      servers: openServerMemory(),
      decisions: decisionsOf(args),
      digest: caches.hashes.digest,
      listings: caches.listings,
      resumed,
      signal,
      report,
    }),
  );
  if (receipt.error !== undefined) printer.showError(receipt.error);
  if (receipt.result === 'interrupted') printer.say(howToResume(receipt.error));
  return endingOf(receipt);
}

function lineOf({ origin, concurrency, limitRate }: Arguments, report: Report): RunThrottle {
  const limits = new SharedLimits(concurrency);
  limits.rate.bytesPerSecond = limitRate;
  return new RunThrottle({ origin, control: new Control(), limits, report });
}

/** Tells what is left out; whether the rest may go on without it. */
function mayBegin(
  { skipped, refused, failed, warnings }: Preparation,
  args: Arguments,
  printer: Printer,
): boolean {
  for (const file of skipped) printer.skip(file);
  for (const file of refused) printer.refuse(file);
  for (const clash of warnings) printer.warn(clash);
  if (refused.length > 0 && !args.skipRefused) {
    printer.showError(
      new UserError(
        `${refused.length} of the files cannot be uploaded as they are named, so nothing was sent.`,
        {
          advice: 'Rename them, or leave them out with --skip-refused.',
        },
      ),
    );
    return false;
  }
  // What could not be read has been told; nothing would be committed.
  return failed.length === 0 || args.onFailure === 'commit';
}

function orderOf({ origin, repository, branch, directory, paths, ...rest }: Arguments): UploadOrder {
  const { symlinks, useGitignore } = rest;
  const selection = [...selectionOf(paths)];
  return {
    ...{ origin, repository: repositoryText(repository), branch, directory },
    ...{ selection, symlinks, useGitignore },
  };
}

function decisionsOf({ onFailure, onConflict }: Arguments): Decisions {
  return {
    onFailure: () => Promise.resolve(onFailure === 'commit' ? 'commit' : 'discard'),
    onConflict: () => Promise.resolve({ kind: onConflict }),
  };
}
