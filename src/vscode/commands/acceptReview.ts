import { t } from '@vscode/l10n';
import type { Command } from './command';

/** *Upload*: the yes of the upload that is reviewed. */
export const acceptReview: Command = {
  id: 'oxen.review.accept',
  run({ prompts, reviews }) {
    if (reviews.current === undefined) prompts.inform(t('There is no upload to review.'));
    else reviews.accept();
  },
};
