import { t } from '@vscode/l10n';
import type { Command } from './command';

/** *Change Destination…*: of the upload that is reviewed. */
export const changeReviewDestination: Command = {
  id: 'oxen.review.changeDestination',
  async run({ prompts, reviews }) {
    if (reviews.current === undefined) prompts.inform(t('There is no upload to review.'));
    else await reviews.current.changeDestination();
  },
};
