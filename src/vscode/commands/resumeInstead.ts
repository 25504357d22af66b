import { t } from '@vscode/l10n';
import { readyReview } from '../uploads/review/currentReview';
import type { Command } from './command';

/** *Resume Instead*: goes on with the interrupted upload of what is reviewed. */
export const resumeInstead: Command = {
  id: 'oxen.review.resumeInstead',
  run(services) {
    const review = readyReview(services);
    if (review === undefined) return;
    if (review.canResumeInstead) review.resumeInstead();
    else services.prompts.inform(t('No upload of these files was interrupted.'));
  },
};
