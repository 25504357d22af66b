import { t } from '@vscode/l10n';
import { chooseUpload } from '../choosing/chooseUpload';
import type { Command } from './command';

/** *Pause Upload*: of several, asks which. */
export const pauseUpload: Command = {
  id: 'oxen.upload.pause',
  async run({ prompts, uploads }) {
    const moving = uploads.all.filter(({ canPause }) => canPause);
    if (moving.length === 0) {
      prompts.inform(t('There is no running upload to pause.'));
      return;
    }
    (await chooseUpload(t('Pause Upload'), moving, prompts))?.control.pause();
  },
};
