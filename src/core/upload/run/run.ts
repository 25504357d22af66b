import { t } from '@vscode/l10n';
import { messageOf, UserError } from '../../userError';
import type { Report } from '../events';
import type { Journal } from '../journal/journal';
import { journalDecisions } from '../journal/journalDecisions';
import { obstacleText } from '../journal/obstacle';
import type { Preparation } from '../plan/preparation';
import type { Target } from '../target/target';
import type { Outcome } from '../transfer/course';
import { CLEAN_UP_TIME, deleteWorkspaceOf } from './discard';
import { isCancelled, isResumable, leavingOf } from './interruption';
import { documentOf } from '../receipt/document';
import { keepReceipt } from '../receipt/keepReceipt';
import type { Receipt, RunResult } from './receipt';
import type { RunOptions } from './runOptions';
import { Run } from './states';
import { Tally } from './tally';

/**
 * Brings what was approved to a verified commit: states.ts moves it on; when that has ended, the receipt is kept, and the
 * journal goes. When it fails nothing is committed, the workspace is deleted, and what
 * the server has stays for a retry. When it is interrupted – suspended, the server out of reach, or a key no longer
 * good – the workspace and the journal stay, and a later run continues from there.
 */
export async function run(preparation: Preparation, options: RunOptions): Promise<Receipt> {
  const { journal } = options;
  const tally = new Tally(preparation, options.report);
  tellDamage(journal, options.report);
  const work = new Run(preparation, {
    ...options,
    signal: AbortSignal.any([options.signal, journal.lost]),
    report: tally.report,
    decisions: journalDecisions(journal, options.decisions),
  });
  /** Before the journal goes: whichever of them there is tells of the run. */
  const documented = async (result: RunResult, outcome: Outcome, error?: UserError): Promise<Receipt> => {
    const receipt = tally.receipt(result, outcome, error);
    const { id, order, at: startedAt } = journal.begin;
    const document = documentOf({ id, order, startedAt, preparation, receipt, outcome });
    if (result !== 'interrupted') await keepReceipt(document, options.receipts, options.report);
    return { ...receipt, document };
  };
  let isKept = false;
  try {
    const outcome = await work.toEnd();
    return await documented(resultOf(outcome), outcome);
  } catch (error) {
    const { isOpen, isCommitted, outcome } = work;
    const soFar = { isOpen, hasBegun: options.isResumed || tally.hasBegun, signal: options.signal };
    const isSuspended = options.signal.aborted && !isCancelled(options.signal);
    // Its commit is found again then, and verified.
    isKept = journal.isResumable && (isSuspended || (!isCommitted && isResumable(error, soFar)));
    if (options.signal.aborted) return await documented(isKept ? 'interrupted' : 'cancelled', outcome);
    if (journal.lost.aborted) return tally.receipt('failed', outcome, takenOver());
    if (error instanceof UserError)
      return await documented(isKept ? 'interrupted' : 'failed', outcome, error);
    throw error;
  } finally {
    const isOurs = !journal.lost.aborted;
    if (isOurs && !isKept && !work.isCommitted) await tidyUp(journal, preparation.target, options.report);
    const isLeft = isKept || !isOurs;
    await close(() => (isLeft ? journal.keep(leavingOf(options.signal)) : journal.remove()), options.report);
  }
}

function resultOf({ commit, failed }: Outcome): Receipt['result'] {
  if (commit !== undefined) return 'committed';
  return failed.length > 0 ? 'failed' : 'nothing to do';
}

async function close(closing: () => Promise<unknown>, report: Report): Promise<void> {
  const trouble = await closing();
  if (trouble === undefined) return;
  const why = obstacleText(progressFolder(), trouble);
  report({ type: 'note', text: t('The progress of this upload could not be saved or removed: {0}.', why) });
}

/** Once: from then on the journal tells of the run as it was at that moment. */
function tellDamage(journal: Journal, report: Report): void {
  const { damaged } = journal;
  const tell = () => {
    const what = journal.isResumable
      ? t('If this upload is interrupted, anything sent from now on must be sent again')
      : t('This upload cannot be resumed if it is interrupted');
    report({ type: 'note', text: `${what}: ${obstacleText(progressFolder(), damaged.reason)}.` });
  };
  if (damaged.aborted) tell();
  else damaged.addEventListener('abort', tell, { once: true });
}

/** What people read for where journals are kept. */
function progressFolder(): string {
  return t('the folder with the progress of uploads');
}

function takenOver(): UserError {
  return new UserError(t('Another window or process has taken over this upload.'), {
    advice: t('Check its progress there.'),
  });
}

/** With a signal of its own: after a cancel the run's own is aborted. */
async function tidyUp(journal: Journal, { repository }: Target, report: Report): Promise<void> {
  try {
    await deleteWorkspaceOf(journal, repository, AbortSignal.timeout(CLEAN_UP_TIME));
  } catch (error) {
    const { workspace } = journal.checkpoint;
    report({
      type: 'note',
      text: `The upload’s workspace ${workspace ?? ''} could not be deleted on the server: ${messageOf(error)}`,
    });
  }
}
