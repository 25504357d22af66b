import { t } from '@vscode/l10n';
import { CLEAN_UP_TIME, deleteWorkspaceOf } from './discard';
import { commitId, type CommitId } from '../../oxen/ids';
import type { Commit } from '../../oxen/schemas';
import { messageOf, UserError } from '../../userError';
import { commitPlan, type Outcome } from './commitPlan';
import type { Report } from '../events';
import type { Journal } from '../journal/journal';
import { isResumable } from './interruption';
import { journalEvents } from '../journal/journalEvents';
import { obstacleText } from '../journal/obstacle';
import { journalDecisions } from '../journal/journalDecisions';
import { type FailedFile, type Plan, plannedFiles } from '../plan/plan';
import type { Preparation } from '../plan/prepare';
import type { Receipt, RunResult } from './receipt';
import type { RunOptions } from './runOptions';
import { findCommit } from './uploadId';

/**
 * Executes a plan, from the first byte to the verified commit. When it fails nothing is committed, the workspace is
 * deleted, and what the server has stays for a retry. When it is interrupted – suspended, the server out of reach, or
 * a key no longer good – the workspace and the journal stay, and a later run continues from there.
 */
export async function run(preparation: Preparation, options: RunOptions): Promise<Receipt> {
  const { plan } = preparation;
  const tally = new Tally(preparation, options.report);
  if (plan.blobs.length === 0 && options.resumed === undefined) return tally.receipt('nothing to do');

  const { order, text, journals } = options;
  const journal =
    options.resumed ?? (await journals.begin({ order, text, files: plannedFiles(plan), base: plan.base }));
  const signal = AbortSignal.any([options.signal, journal.lost]);
  tellDamage(journal, options.report);
  let made: Partial<Outcome> | undefined;
  let isOpen = options.resumed !== undefined;
  let isKept = false;
  try {
    const earlier = options.resumed && (await findEarlierCommit(preparation, journal, signal));
    if (earlier !== undefined && plan.blobs.length === 0)
      return tally.receipt('committed', {
        commit: earlier,
        uploaded: journal.begin.files - journal.checkpoint.skipped.size,
      });
    if (earlier !== undefined) {
      tally.report({
        type: 'note',
        text: `The interrupted upload was already committed as ${earlier.id}; uploading what has changed since.`,
      });
      made = { commit: earlier };
      return await run(preparation, { ...options, resumed: undefined, approvedBase: earlier.id });
    }
    if (plan.blobs.length === 0) return tally.receipt('nothing to do');
    const outcome = await commitPlan(plan, journal, {
      ...options,
      decisions: journalDecisions(journal, options.decisions),
      signal,
      approvedBase: approvedBaseOf(plan, options),
      report: journalEvents(journal, tally.report),
      onOpen: () => {
        isOpen = true;
      },
      onCommit: (outcome) => {
        made = outcome;
      },
    });
    return tally.receiptOf(outcome);
  } catch (error) {
    const hasBegun = options.resumed !== undefined || tally.hasBegun;
    const course = { isOpen, hasBegun, signal: options.signal };
    isKept = made === undefined && journal.isResumable && isResumable(error, course);
    const parts = { branch: journal.checkpoint.branch, ...made };
    if (options.signal.aborted) return tally.receipt(isKept ? 'interrupted' : 'cancelled', parts);
    if (journal.lost.aborted) return tally.receipt('failed', { error: takenOver() });
    if (error instanceof UserError)
      return tally.receipt(isKept ? 'interrupted' : 'failed', { ...parts, error });
    throw error;
  } finally {
    if (made === undefined && !isKept && !journal.lost.aborted) await tidyUp(journal, plan, tally.report);
    const trouble = await (isKept || journal.lost.aborted ? journal.keep() : journal.remove());
    if (trouble !== undefined) {
      const text = t(
        'The journal of this upload could not be closed: {0}.',
        obstacleText(t('its place'), trouble),
      );
      options.report({ type: 'note', text });
    }
  }
}

/** Once: from then on the journal tells of the run as it was at that moment. */
function tellDamage(journal: Journal, report: Report): void {
  const { damaged } = journal;
  const tell = () => {
    const what = journal.isResumable
      ? t('If this upload is interrupted, anything sent from now on must be sent again')
      : t('This upload cannot be resumed if it is interrupted');
    report({ type: 'note', text: `${what}: ${obstacleText('its journal', damaged.reason)}.` });
  };
  if (damaged.aborted) tell();
  else damaged.addEventListener('abort', tell, { once: true });
}

/** Where the branch was when it was agreed what is replaced. */
function approvedBaseOf({ base }: Plan, { resumed, approvedBase }: RunOptions): CommitId | undefined {
  if (resumed === undefined) return approvedBase ?? base;
  const { checkpoint, begin } = resumed;
  return checkpoint.base ?? commitId(begin.base);
}

/** The commit of an earlier process whose reply was lost. An empty repository has no history to look in. */
async function findEarlierCommit(
  { plan }: Preparation,
  { begin }: Journal,
  signal: AbortSignal,
): Promise<Commit | undefined> {
  if (plan.base === undefined) return undefined;
  const { repository, branch } = plan.target;
  return findCommit(repository, branch, ({ message }) => message.includes(begin.id), signal);
}

function takenOver(): UserError {
  return new UserError(t('Another window or process has taken over this upload.'), {
    advice: t('Check its progress there.'),
  });
}

/** With a signal of its own: after a cancel the run's own is aborted. */
async function tidyUp(journal: Journal, { target }: Plan, report: Report): Promise<void> {
  try {
    await deleteWorkspaceOf(journal, target.repository, AbortSignal.timeout(CLEAN_UP_TIME));
  } catch (error) {
    const { workspace } = journal.checkpoint;
    report({
      type: 'note',
      text: `The workspace ${workspace ?? ''} could not be deleted: ${messageOf(error)}`,
    });
  }
}

type ReceiptParts = {
  readonly [Part in keyof Outcome]?: Outcome[Part] | undefined;
} & { readonly error?: UserError };

/** Counts what the receipt tells. */
class Tally {
  private bytes = 0;
  private begun = false;
  private engine: string = 'stage-files';

  constructor(
    private readonly preparation: Preparation,
    private readonly outer: Report,
  ) {}

  readonly report: Report = (event) => {
    if (event.type === 'accepted') this.bytes += event.bytes;
    if (event.type === 'accepted' || event.type === 'staged') this.begun = true;
    if (event.type === 'engine') this.engine = event.name;
    this.outer(event);
  };

  /** Whether the server has accepted or staged something. */
  get hasBegun(): boolean {
    return this.begun;
  }

  receiptOf(outcome: Outcome): Receipt {
    const { commit, failed } = outcome;
    return this.receipt(
      commit !== undefined ? 'committed' : failed.length > 0 ? 'failed' : 'nothing to do',
      outcome,
    );
  }

  receipt(result: RunResult, rest: ReceiptParts = {}): Receipt {
    const { plan, skipped, refused } = this.preparation;
    const failed: readonly FailedFile[] = [...this.preparation.failed, ...(rest.failed ?? [])];
    return {
      result,
      commit: rest.commit,
      branch: rest.branch ?? plan.target.branch,
      files: {
        uploaded: rest.commit === undefined ? 0 : (rest.uploaded ?? plannedFiles(plan)),
        unchanged: rest.unchanged ?? plan.unchanged,
        skipped: skipped.length + (rest.skipped ?? 0),
        refused: refused.length,
        failed: failed.length,
      },
      content: rest.content,
      bytes: this.bytes,
      engine: this.engine,
      failed,
      error: rest.error,
    };
  }
}
