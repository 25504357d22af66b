import { join, resolve } from 'node:path';
import { findIdentity } from '../core/config/identity';
import { repositoryText } from '../core/oxen/address';
import { OxenServer } from '../core/oxen/client';
import { createDispatcher } from '../core/oxen/dispatcher';
import { isAccessRefused } from '../core/oxen/errors';
import { undiciTransport } from '../core/oxen/undiciTransport';
import { decidedTarget } from '../core/upload/decidedTarget';
import { discardUnfinished } from '../core/upload/discard';
import type { Decisions } from '../core/upload/decisions';
import type { Journal } from '../core/upload/journal/journal';
import { Journals } from '../core/upload/journal/journals';
import type { UploadOrder } from '../core/upload/journal/records';
import { takeOver } from '../core/upload/journal/takeOver';
import type { Report } from '../core/upload/events';
import { Control } from '../core/upload/limits/control';
import { Line } from '../core/upload/limits/line';
import { SharedLimits } from '../core/upload/limits/sharedLimits';
import { openTarget } from '../core/upload/openTarget';
import { type Preparation, prepare } from '../core/upload/prepare';
import { run } from '../core/upload/run';
import { ServerMemory } from '../core/upload/serverMemory';
import { UserError } from '../core/userError';
import type { Arguments } from './arguments';
import { dryRun } from './dryRun';
import type { Printer } from './printer';
import { type Ending, endingWithout, NOTHING, requestOf, type Session } from './session';
import { openCaches, stateDirectory } from './state';

/** The whole way of one upload. What ends it early is said, and is an ending too. */
export async function upload(args: Arguments, session: Session): Promise<Ending> {
  const { printer, signal } = session;
  const dispatcher = createDispatcher();
  let resumed: Journal | undefined;
  try {
    const key = process.env['OXEN_API_KEY'] || undefined;
    const report = session.meter.note;
    const line = lineOf(args, report);
    const server = new OxenServer({
      origin: args.origin,
      key,
      allowHttp: args.allowHttp,
      transport: undiciTransport(dispatcher),
      traffic: line,
    });
    if (args.dryRun) return await dryRun(args, server, session);

    const text = { message: args.message, ...(await identity(args, key)) };
    const told = await openTarget({ ...args, server }, signal);
    const order = orderOf(args);
    const journals = new Journals(join(stateDirectory(), 'runs'));
    if (args.resume) resumed = await takeOver(journals, order, signal);
    else await discardUnfinished(journals, order, { repository: told.repository, signal, report });
    const target = resumed === undefined ? told : await decidedTarget(told, resumed, signal);

    const caches = openCaches();
    const request = { ...requestOf(args, target), leave: resumed?.achieved.skipped };
    const preparation = await prepare(request, { ...caches, signal, report });
    if (!mayBegin(preparation, args, printer)) {
      await resumed?.close(true);
      return endingWithout(preparation, 'failed');
    }
    const { digest } = caches.hashes;
    const { engine } = args;
    const options = {
      engine,
      servers: new ServerMemory(join(stateDirectory(), 'servers.json')),
      text,
      decisions: decisionsOf(args),
      digest,
      listings: caches.listings,
      journals,
      order,
      resumed,
      signal,
      report,
      line,
    };
    const receipt = await run(preparation, options);
    if (receipt.error !== undefined) printer.complain(receipt.error);
    if (receipt.result === 'interrupted') printer.say(howToResume(receipt.error));
    return receipt;
  } catch (error) {
    await resumed?.close(true);
    if (signal.aborted) return { ...NOTHING, result: 'cancelled' };
    if (!(error instanceof UserError)) throw error;
    printer.complain(error);
    return NOTHING;
  } finally {
    await dispatcher.destroy();
  }
}

function howToResume(error: unknown): string {
  const withKey = isAccessRefused(error) ? 'with another key in OXEN_API_KEY, ' : '';
  return `What the server accepted is kept: ${withKey}the same command with --resume goes on from there.`;
}

function lineOf({ origin, concurrency, limitRate }: Arguments, report: Report): Line {
  const limits = new SharedLimits(concurrency);
  limits.rate.bytesPerSecond = limitRate;
  return new Line({ origin, control: new Control(), limits, report });
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
    printer.complain(
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
  const selection = paths.map((path) => resolve(path));
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
