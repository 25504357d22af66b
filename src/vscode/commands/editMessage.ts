import { t } from '@vscode/l10n';
import type { Command } from './command';

/** *Edit Message…*: shows the box of the upload that is reviewed again, with its text. */
export const editMessage: Command = {
  id: 'oxen.review.editMessage',
  run({ prompts, reviews }) {
    if (reviews.current === undefined) prompts.inform(t('There is no upload to review.'));
    else reviews.show();
  },
};
