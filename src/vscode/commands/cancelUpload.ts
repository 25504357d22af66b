import { t } from '@vscode/l10n';
import { chooseUpload } from '../choosing/chooseUpload';
import { uploadIn } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Cancel Upload*: that of a row; of several, asks which. */
export const cancelUpload: Command = {
  id: 'oxen.upload.cancel',
  async run({ prompts, uploads }, row) {
    const ofRow = uploadIn(row);
    if (ofRow !== undefined) {
      ofRow.cancel();
      return;
    }
    if (uploads.all.length === 0) {
      prompts.inform(t('No upload is running.'));
      return;
    }
    (await chooseUpload(t('Cancel Upload'), uploads.all, prompts))?.cancel();
  },
};
