import { t } from '@vscode/l10n';
import { targetOf } from '../../core/upload/receipt/check';
import { copyLinkTo, linkedIn } from '../progress/copyLinkTo';
import { chooseReceipt } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Copy Link* of a finished upload. */
export const copyUploadLink: Command = {
  id: 'oxen.uploads.copyLink',
  async run(services, row) {
    const chosen = await chooseReceipt(services, t('Copy Link'), row);
    if (chosen !== undefined) await copyLinkTo(linkedIn(targetOf(chosen.head)), services.prompts);
  },
};
