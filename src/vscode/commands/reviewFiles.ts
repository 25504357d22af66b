import { t } from '@vscode/l10n';
import type { Command } from './command';

/** *Review Files…*: closes the box of the upload that is reviewed, and shows its files. */
export const reviewFiles: Command = {
  id: 'oxen.review.showFiles',
  run({ prompts, reviews }) {
    if (reviews.current === undefined) prompts.inform(t('There is no upload to review.'));
    else reviews.showFiles();
  },
};
