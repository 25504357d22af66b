import { t } from '@vscode/l10n';
import type { Command } from './command';

/** *Cancel*: gives up the upload that is reviewed. */
export const cancelReview: Command = {
  id: 'oxen.review.cancel',
  run({ prompts, reviews }) {
    if (reviews.current === undefined) prompts.inform(t('There is no upload to review.'));
    else reviews.current.cancel();
  },
};
