import { t } from '@vscode/l10n';
import { UserError } from '../../core/userError';
import { uploadIn } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** A click on an upload that waits for the user: opens its review or its question again. In no menu of the palette. */
export const answerUpload: Command = {
  id: 'oxen.uploads.answer',
  run({ reviews, prompts }, row) {
    const upload = uploadIn(row);
    if (upload === undefined) throw new UserError(t('Run this from the Uploads view.'));
    if (upload.state !== 'in review') upload.recallQuestion();
    else if (reviews.current?.upload === upload) reviews.show();
    else prompts.inform(t('Another upload is to be reviewed first.'));
  },
};
