import { t } from '@vscode/l10n';
import type { HashCache } from '../files/hashCache';
import type { ScanOptions } from '../files/scan/scan';
import type { Origin } from '../oxen/address';
import { createBranch } from '../oxen/branches';
import type { OxenServer, Repository } from '../oxen/http/client';
import type { RequestGate } from '../oxen/http/requestGate';
import type { CommitText } from '../oxen/merge';
import { messageOf, UserError } from '../userError';
import type { EngineSetting } from './engines/choice';
import type { Engine } from './engines/engine';
import type { ServerMemory } from './engines/serverMemory';
import type { Report } from './events';
import type { UploadHost } from './host';
import type { Journal } from './journal/journal';
import type { Journals } from './journal/journals';
import { savedOrder, type UploadOrder } from './journal/savedOrder';
import { takeOver } from './journal/takeOver';
import type { Control } from './limits/control';
import { RunThrottle } from './limits/runThrottle';
import type { SharedLimits } from './limits/sharedLimits';
import type { Listings } from './plan/listings';
import { openTarget } from './plan/openTarget';
import { type Missing, planTarget, type PlannedTarget } from './plan/planTarget';
import { type Preparation, prepare, type PrepareOptions } from './plan/prepare';
import type { Target } from './plan/target';
import { CLEAN_UP_TIME, discard, discardUnfinished } from './run/discard';
import { isCancelled } from './run/interruption';
import { createMissing, withoutEmptyRepository } from './run/newRepository';
import type { Receipt } from './run/receipt';
import { run } from './run/run';

export type { UploadOrder } from './journal/savedOrder';

/** What uploads share. */
export interface UploadServices {
  /** The server at an address, with the key that belongs to it; its requests obey the gate. */
  connect(origin: Origin, gate: RequestGate): Promise<OxenServer>;
  readonly hashes: HashCache;
  readonly listings: Listings;
  readonly journals: Journals;
  readonly servers: ServerMemory;
  readonly engines: readonly Engine[];
  readonly limits: SharedLimits;
}

export interface UploadOptions
  extends Pick<PrepareOptions, 'onFile'>, Pick<ScanOptions, 'symlinks' | 'useGitignore' | 'exclude'> {
  readonly services: UploadServices;
  readonly host: UploadHost;
  readonly engine: EngineSetting;
  /** Whether a missing repository or branch is created. */
  readonly creates: boolean;
  /** The interrupted run to resume: by its id, or the newest one of this order if there is one. */
  readonly resumes: string | typeof NEWEST | undefined;
  /** Aborted with {@link Suspended}: stop here, to be resumed; with any other reason: cancel. */
  readonly signal: AbortSignal;
  readonly control: Control;
  readonly report: Report;
}

/** Stands for the newest interrupted run of an order. */
export const NEWEST = Symbol('newest');

/** How an upload ended. */
export type UploadOutcome =
  /** It came to a run, which may have failed: the receipt tells. */
  | { readonly kind: 'ran'; readonly preparation: Preparation; readonly receipt: Receipt }
  /** Nothing was to be sent: everything is there already, left out, or could not be read. */
  | { readonly kind: 'nothing sent'; readonly preparation: Preparation }
  /** Before the run; the preparation is there when it was the review that ended it. */
  | { readonly kind: 'cancelled'; readonly preparation?: Preparation }
  /** It was to resume an interrupted run, which was given up instead. */
  | { readonly kind: 'discarded' }
  /** It was to resume an interrupted run, which still waits: with the error, or what was not approved. */
  | { readonly kind: 'interrupted'; readonly error?: unknown; readonly preparation?: Preparation }
  | { readonly kind: 'broke'; readonly error: unknown };

/**
 * The way of an upload, for every host: look, compare, review, send, commit, verify. It always resolves; when it was
 * to resume a run and does not come to it, that run waits on, unless the user cancels it.
 */
export async function upload(order: UploadOrder, options: UploadOptions): Promise<UploadOutcome> {
  const { services, control, report, signal } = options;
  const { origin } = order.target;
  try {
    const throttle = new RunThrottle({ origin, control, limits: services.limits, report });
    const server = await services.connect(origin, throttle);
    const resumed = await openInterrupted(order, options);
    const approved = await approve({ order, server, resumed }, options).catch((error: unknown) => {
      if (resumed === undefined) throw error;
      return { kind: 'broke' as const, error };
    });
    if (approved.kind === 'approved')
      return await runApproved(approved, { order, resumed, throttle }, options);
    if (resumed === undefined) return approved;
    if (!isCancelled(signal)) {
      await resumed.keep();
      return { ...approved, kind: 'interrupted' };
    }
    await giveUp(resumed, server.repository(order.target.repository), report);
    return { kind: 'discarded' };
  } catch (error) {
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'broke', error };
  }
}

/** @throws UserError when it cannot be resumed here */
async function openInterrupted(
  order: UploadOrder,
  { resumes, services: { journals }, signal, report, symlinks, useGitignore }: UploadOptions,
): Promise<Journal | undefined> {
  if (resumes === undefined) return undefined;
  if (resumes === NEWEST) {
    const newest = await takeOver(journals, { ...savedOrder(order), symlinks, useGitignore }, signal);
    if (newest === undefined) report({ type: 'note', text: 'Nothing to resume; starting over.' });
    return newest;
  }
  const journal = await journals.open(resumes);
  if (journal !== undefined) return journal;
  throw new UserError(t('Another window or process is working on this upload, or has ended it.'), {
    advice: t('Check the branch, then upload again if something is missing.'),
  });
}

/** What stands once the review has said yes: from here on nobody is needed. */
interface Approved {
  readonly kind: 'approved';
  readonly preparation: Preparation;
  readonly text: CommitText;
  readonly rules: Rules;
  readonly missing: Missing | undefined;
}

/** What is left out by rule. */
type Rules = Pick<UploadOptions, 'symlinks' | 'useGitignore'>;

interface Request {
  readonly order: UploadOrder;
  readonly server: OxenServer;
  readonly resumed: Journal | undefined;
}

async function approve(request: Request, options: UploadOptions): Promise<Approved | UploadOutcome> {
  const { resumed } = request;
  const begin = resumed?.begin;
  // A resumed run leaves out what it left out before, whatever the settings are by now.
  const rules = {
    symlinks: begin?.order.symlinks ?? options.symlinks,
    useGitignore: begin?.order.useGitignore ?? options.useGitignore,
  };
  const { target, missing } = await findTarget(request, options);
  const prepared = await prepareReadable(request, { target, rules }, options);
  if (prepared === undefined) return { kind: 'cancelled' };

  const review = await options.host.review(prepared, { resumes: begin, creates: missing?.text });
  const { preparation } = review;
  if (review.answer === 'cancel') return { kind: 'cancelled', preparation };
  if (review.answer === 'upload' && (preparation.plan.blobs.length > 0 || resumed !== undefined)) {
    return { kind: 'approved', preparation, text: review.text, rules, missing };
  }
  await createMissing(preparation, missing, options.signal);
  return { kind: 'nothing sent', preparation };
}

async function findTarget(
  { order, server, resumed }: Request,
  { creates, signal }: UploadOptions,
): Promise<PlannedTarget> {
  const request = { ...order.target, server };
  const planned = creates
    ? await planTarget(request, signal)
    : { target: await openTarget(request, signal), missing: undefined };
  const branch = resumed?.checkpoint.branch;
  if (branch === undefined) return planned;
  // Decided on in a conflict. The run may have been interrupted before it was created; where it is there, it stays.
  const { target } = planned;
  await createBranch(target.repository, branch, target.branch, signal);
  return { target: { ...target, branch }, missing: undefined };
}

/** `undefined` when the upload is cancelled because of files that cannot be read. */
async function prepareReadable(
  { order, resumed }: Request,
  { target, rules }: { readonly target: Target; readonly rules: Rules },
  { host, services, signal, report, exclude, onFile }: UploadOptions,
): Promise<Preparation | undefined> {
  const { selection, names } = order;
  const leave = resumed?.checkpoint.skipped;
  for (;;) {
    const preparation = await prepare(
      { selection, names, target, ...rules, exclude, leave },
      { signal, report, hashes: services.hashes, listings: services.listings, onFile },
    );
    if (preparation.failed.length === 0) return preparation;
    const decision = await host.onUnreadable(preparation.failed);
    signal.throwIfAborted();
    if (decision === 'leave out') return preparation;
    if (decision === 'cancel') return undefined;
  }
}

interface RunParts extends Pick<Request, 'order' | 'resumed'> {
  readonly throttle: RunThrottle;
}

/** The resumed journal is closed when this ends, however it does. */
async function runApproved(
  { preparation, text, rules, missing }: Approved,
  { order, resumed, throttle }: RunParts,
  { services, host, engine, signal, report }: UploadOptions,
): Promise<UploadOutcome> {
  const { engines, servers, hashes, listings } = services;
  const journals = resumed === undefined ? await usableJournals(services, report) : services.journals;
  const saved = savedOrder(order);
  const { repository } = preparation.plan.target;
  if (resumed === undefined) await discardUnfinished(journals, saved, { repository, signal, report });
  const made = await createMissing(preparation, missing, signal).catch(async (error: unknown) => {
    await resumed?.keep();
    throw error;
  });
  const plan = made === undefined ? preparation.plan : { ...preparation.plan, target: made.target };
  const ready = { ...preparation, plan };
  const secrets = preparation.secrets.map(({ destination }) => destination);
  const receipt = await withoutEmptyRepository(made, report, () =>
    run(ready, {
      ...{ engines, engine, servers, text, listings, journals, resumed, signal, report, throttle },
      digest: hashes.digest,
      decisions: host,
      order: { ...saved, ...rules, secrets },
    }),
  );
  return { kind: 'ran', preparation: ready, receipt };
}

/** Ones in memory, and a word of it, where nothing can be kept on disk. */
function usableJournals({ journals }: UploadServices, report: Report): Promise<Journals> {
  return journals.orInMemory((text) => report({ type: 'warning', text }));
}

async function giveUp(journal: Journal, repository: Repository, report: Report): Promise<void> {
  try {
    await discard(journal, repository, AbortSignal.timeout(CLEAN_UP_TIME));
  } catch (error) {
    report({ type: 'note', text: `The workspace could not be deleted: ${messageOf(error)}` });
  }
}
