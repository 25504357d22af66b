import type { ScanOptions } from '../files/scan/scan';
import { repositoryUrl } from '../oxen/address';
import type { OxenServer, Repository } from '../oxen/http/client';
import type { CommitText } from '../oxen/commitWorkspace';
import { messageOf } from '../userError';
import type { EngineSetting } from './engines/choice';
import type { Report } from './events';
import type { LateKeys, UploadHost } from './host';
import type { Journal } from './journal/journal';
import type { Journals } from './journal/journals';
import { savedOrder, type UploadOrder } from './journal/savedOrder';
import { openInterrupted, type Resumes } from './journal/openInterrupted';
import type { Control } from './limits/control';
import { RunThrottle } from './limits/runThrottle';
import { NotItsTurn, type Turn } from './limits/turns';
import { findConcerns } from './plan/concerns';
import type { Missing } from './target/planTarget';
import { planUploadTarget } from './target/planUploadTarget';
import { bytesOf, filesToSend, type Preparation } from './plan/preparation';
import { prepare } from './plan/prepare';
import type { HashUntil } from './plan/hashAhead';
import { CLEAN_UP_TIME, discard, discardUnfinished } from './run/discard';
import { isCancelled, leavingOf } from './run/interruption';
import { isJustNow } from './run/justNow';
import { withMissing } from './run/newRepository';
import type { ReceiptDocument } from './receipt/form';
import { keepReceiptWithout } from './receipt/keepReceipt';
import type { Receipt } from './run/receipt';
import { run } from './run/run';
import type { UploadServices } from './services';

export type { UploadOrder } from './journal/savedOrder';

export interface UploadOptions extends Pick<
  ScanOptions,
  'symlinks' | 'useGitignore' | 'exclude' | 'excludeGlobs' | 'workspaceFolders'
> {
  readonly services: UploadServices;
  readonly host: UploadHost;
  readonly engine: EngineSetting;
  /** Until when files may be hashed before the review, in ms from the order: {@link HASHING_TIME}, but for a dry run. */
  readonly hashingTime: number | 'until all is known';
  /** Whether a missing repository or branch is created. */
  readonly creates: boolean;
  readonly resumes: Resumes;
  /** Aborted with {@link Suspended}: stop here, to be resumed; with any other reason: cancel. */
  readonly signal: AbortSignal;
  readonly control: Control;
  readonly report: Report;
}

/** How an upload ended. */
export type UploadOutcome =
  /** It came to a run, which may have failed: the receipt tells. */
  | { readonly kind: 'ran'; readonly preparation: Preparation; readonly receipt: Receipt }
  /** Nothing was to be sent: everything is there already, left out, or could not be read. */
  | {
      readonly kind: 'nothing sent';
      readonly preparation: Preparation;
      readonly document?: ReceiptDocument;
    }
  /** Before the run; the preparation is there when it was the review that ended it. */
  | { readonly kind: 'cancelled'; readonly preparation?: Preparation }
  /** It was to resume an interrupted run, which was given up instead. */
  | { readonly kind: 'discarded' }
  /** It was to resume an interrupted run, which still waits: with the error, or what was not approved. */
  | { readonly kind: 'interrupted'; readonly error?: unknown; readonly preparation?: Preparation }
  | { readonly kind: 'broke'; readonly error: unknown };

/** The review opens within two seconds, told as exactly as that allows. */
export const HASHING_TIME = 1500;

/**
 * The way of an upload, for every host (docs/flow.md). It looks (target/planUploadTarget.ts, plan/prepare.ts, plan/concerns.ts);
 * has `host.review` say yes; writes the journal, waits for its turn, and has run/run.ts bring it to a verified commit, whose
 * receipt is the outcome. It always resolves; when it was to resume a run and does not come to it, that run waits on,
 * unless the user cancels it.
 */
export async function upload(order: UploadOrder, options: UploadOptions): Promise<UploadOutcome> {
  const { services, control, report, signal } = options;
  const { origin } = order.target;
  const { hashingTime } = options;
  const hashUntil = hashingTime === 'until all is known' ? 'all is known' : performance.now() + hashingTime;
  const queue = () => services.turns.queueFor(repositoryKey(order));
  // What was approved before has its place before what is approved later.
  const turn = options.resumes === undefined ? undefined : queue();
  try {
    const throttle = new RunThrottle({ origin, control, limits: services.limits, report });
    const server = await services.connect(origin, throttle);
    const { resumes, symlinks, useGitignore, excludeGlobs = [] } = options;
    const resumed = await openInterrupted(
      { ...savedOrder(order), symlinks, useGitignore, exclude: [...excludeGlobs] },
      { resumes, journals: services.journals, signal, report },
    );
    const approved = await approve({ order, server, resumed, hashUntil }, options).catch((error: unknown) => {
      if (resumed === undefined) throw error;
      return { kind: 'broke' as const, error };
    });
    if (approved.kind === 'approved')
      return await runApproved(approved, { order, resumed, throttle, turn: () => turn ?? queue() }, options);
    if (resumed === undefined) return approved;
    if (!isCancelled(signal)) {
      await resumed.keep(leavingOf(signal));
      return { ...approved, kind: 'interrupted' };
    }
    await giveUp(resumed, server.repository(order.target.repository), report);
    return { kind: 'discarded' };
  } catch (error) {
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'broke', error };
  } finally {
    turn?.leave();
  }
}

/** What stands once the review has said yes: from here on nobody is needed. */
interface Approved {
  readonly kind: 'approved';
  readonly preparation: Preparation;
  readonly text: CommitText;
  readonly lateKeys: LateKeys;
  readonly rules: Rules;
  readonly missing: Missing | undefined;
}

/** What is left out by rule. */
type Rules = Pick<UploadOptions, 'symlinks' | 'useGitignore' | 'excludeGlobs' | 'workspaceFolders'>;

interface Request {
  readonly order: UploadOrder;
  readonly server: OxenServer;
  readonly resumed: Journal | undefined;
  readonly hashUntil: HashUntil;
}

async function approve(request: Request, options: UploadOptions): Promise<Approved | UploadOutcome> {
  const { resumed } = request;
  const begin = resumed?.begin;
  // A resumed run leaves out what it left out before, whatever the settings are by now.
  const rules = {
    symlinks: begin?.order.symlinks ?? options.symlinks,
    useGitignore: begin?.order.useGitignore ?? options.useGitignore,
    excludeGlobs: begin === undefined ? options.excludeGlobs : begin.order.exclude,
    workspaceFolders: begin?.order.workspaceFolders ?? options.workspaceFolders,
  };
  const readable = await prepareReadable(request, rules, options);
  if (readable === undefined) return { kind: 'cancelled' };
  const { prepared, missing } = readable;

  const concerns =
    begin === undefined
      ? await findConcerns(request.order, prepared.workingCopies, options.workspaceFolders)
      : [];
  const review = await options.host.review(prepared, { resumes: begin, creates: missing?.text, concerns });
  const { preparation } = review;
  if (review.answer === 'cancel') return { kind: 'cancelled', preparation };
  const hasFiles = filesToSend(preparation).length > 0;
  if (review.answer === 'upload' && (hasFiles || resumed !== undefined))
    return { ...review, kind: 'approved', rules, missing };
  // For files that are all left out nothing is made.
  if (preparation.files.length > 0) await missing?.make(options.signal);
  const document = await keepReceiptWithout(preparation, { ...savedOrder(request.order), ...rules }, options);
  return { kind: 'nothing sent', preparation, document };
}

/** `undefined` when the upload is cancelled because of files that cannot be read. */
async function prepareReadable(
  { order, server, resumed, hashUntil }: Request,
  rules: Rules,
  { host, services, creates, signal, report, exclude }: UploadOptions,
): Promise<{ readonly prepared: Preparation; readonly missing: Missing | undefined } | undefined> {
  const { selection, names } = order;
  const { directory } = order.target;
  let missing: Missing | undefined;
  const branch = async (signal: AbortSignal) => {
    const planned = await planUploadTarget(
      { ...order.target, server, creates, decidedBranch: resumed?.checkpoint.branch },
      signal,
    );
    missing = planned.missing;
    return planned;
  };
  const { anyway } = resumed?.begin.order ?? order;
  const { hashes, listings } = services;
  const leave = resumed?.checkpoint.skipped;
  const approved = resumed?.checkpoint.approved;
  for (;;) {
    const prepared = await prepare(
      { selection, names, anyway, directory, ...rules, exclude, leave, approved },
      { branch, signal, report, hashes, listings, hashUntil },
    );
    const readable = { prepared, missing };
    if (prepared.failed.length === 0) return readable;
    const decision = await host.onUnreadable(prepared.failed);
    signal.throwIfAborted();
    if (decision === 'leave out') return readable;
    if (decision === 'cancel') return undefined;
  }
}

interface RunParts extends Pick<Request, 'order' | 'resumed'> {
  readonly throttle: RunThrottle;
  readonly turn: () => Turn;
}

/** The journal is closed when this ends, however it does. */
async function runApproved(
  approved: Approved,
  { order, resumed, throttle, turn }: RunParts,
  options: UploadOptions,
): Promise<UploadOutcome> {
  const { services, host, engine, signal, report } = options;
  const { engines, servers, hashes, listings, receipts } = services;
  const { digest, remembering } = hashes;
  const { preparation, text, lateKeys, missing } = approved;
  const journal = resumed ?? (await beginJournal(order, approved, options));
  const outcome = { kind: 'ran' as const, preparation };
  try {
    return await turn().take({ signal, report }, async (freeSince) => {
      await journal.note({ type: 'started' });
      const shared = { engines, servers, listings, receipts, digest, remembering };
      const { seenAt } = preparation;
      const isCurrent = isJustNow(seenAt) && freeSince < seenAt;
      const parts = {
        engine,
        text,
        lateKeys,
        journal,
        isResumed: resumed !== undefined,
        isCurrent,
        throttle,
      };
      const receipt = await withMissing(missing, report, async (make) => {
        const ended = await run(preparation, { ...shared, ...parts, make, decisions: host, signal, report });
        // A branch that was asked for is made also when all of it was there already.
        if (ended.result === 'nothing to do') await make?.(signal);
        return ended;
      }).finally(() => hashes.save());
      return { ...outcome, receipt };
    });
  } catch (error) {
    if (!(error instanceof NotItsTurn)) throw error;
    if (isCancelled(signal)) {
      await giveUp(journal, preparation.target.repository, report);
      return resumed === undefined ? { kind: 'cancelled', preparation } : { kind: 'discarded' };
    }
    await journal.keep(leavingOf(signal));
    return { kind: 'interrupted', preparation };
  }
}

/** What was approved, on disk: an upload that waits survives a reload. An interrupted one of the same order is given up. */
async function beginJournal(
  order: UploadOrder,
  { preparation, text, rules, lateKeys }: Approved,
  { services, signal, report }: UploadOptions,
): Promise<Journal> {
  const journals = await usableJournals(services, report);
  const saved = savedOrder(order);
  const { target, base, skipped } = preparation;
  const { symlinks, useGitignore, excludeGlobs = [], workspaceFolders } = rules;
  await discardUnfinished(journals, saved, { repository: target.repository, signal, report });
  const approved = filesToSend(preparation);
  const secrets =
    lateKeys === 'send'
      ? approved.map(({ path }) => path)
      : preparation.secrets.map(({ destination }) => destination);
  return journals.begin({
    order: { ...saved, symlinks, useGitignore, exclude: [...excludeGlobs], workspaceFolders, secrets },
    text,
    base,
    approved,
    bytes: bytesOf(approved),
    leftOut: skipped.map(({ path }) => path),
  });
}

/** One run at a time to each: below 0.62 two merges can race (docs/protocol/merge.md#races). */
function repositoryKey({ target: { origin, repository } }: UploadOrder): string {
  return repositoryUrl(origin, repository);
}

/** Ones in memory, and a word of it, where nothing can be kept on disk. */
function usableJournals({ journals }: UploadServices, report: Report): Promise<Journals> {
  return journals.orInMemory((text) => report({ type: 'warning', text }));
}

async function giveUp(journal: Journal, repository: Repository, report: Report): Promise<void> {
  try {
    await discard(journal, repository, AbortSignal.timeout(CLEAN_UP_TIME));
  } catch (error) {
    report({
      type: 'note',
      text: `The upload’s workspace could not be deleted on the server: ${messageOf(error)}`,
    });
  }
}
