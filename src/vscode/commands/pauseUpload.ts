import { t } from '@vscode/l10n';
import { chooseUpload } from '../choosing/chooseUpload';
import { uploadIn } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Pause Upload*: that of a row; of several, asks which. */
export const pauseUpload: Command = {
  id: 'oxen.upload.pause',
  async run({ prompts, uploads }, row) {
    const ofRow = uploadIn(row);
    if (ofRow !== undefined) {
      ofRow.control.pause();
      return;
    }
    const moving = uploads.all.filter(({ canPause }) => canPause);
    if (moving.length === 0) {
      prompts.inform(t('There is no running upload to pause.'));
      return;
    }
    (await chooseUpload(t('Pause Upload'), moving, prompts))?.control.pause();
  },
};
