import { t } from '@vscode/l10n';
import { UserError } from '../../userError';
import type { Report } from '../events';
import type { Journal } from './journal';
import type { Journals } from './journals';
import type { SavedOrder } from './records';
import { takeOver } from './ownership/takeOver';

/** Stands for the newest interrupted run of an order. */
export const NEWEST = Symbol('newest');

/** The interrupted run to resume: by its id, or the newest one of this order if there is one. */
export type Resumes = string | typeof NEWEST | undefined;

/** The run that was to be resumed belongs to another window or process, or that one has ended it. */
export class TakenElsewhereError extends UserError {
  constructor() {
    super(t('Another window or process is working on this upload, or has ended it.'), {
      advice: t('Check the branch, then upload again if something is missing.'),
    });
  }
}

export interface OpenInterruptedOptions {
  readonly resumes: Resumes;
  readonly journals: Journals;
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** @throws TakenElsewhereError when it cannot be resumed here */
export async function openInterrupted(
  order: SavedOrder,
  { resumes, journals, signal, report }: OpenInterruptedOptions,
): Promise<Journal | undefined> {
  if (resumes === undefined) return undefined;
  if (resumes === NEWEST) {
    const newest = await takeOver(journals, order, signal);
    if (newest === undefined) report({ type: 'note', text: 'Nothing to resume; starting over.' });
    return newest;
  }
  const journal = await journals.open(resumes);
  if (journal !== undefined) return journal;
  throw new TakenElsewhereError();
}
