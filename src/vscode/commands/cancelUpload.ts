import { chooseUpload } from '../choosing/chooseUpload';
import type { Command } from './command';

/** *Cancel Upload*: of several, asks which. */
export const cancelUpload: Command = {
  id: 'oxen.upload.cancel',
  async run({ prompts, uploads }) {
    if (uploads.all.length === 0) {
      prompts.inform('No upload is running.');
      return;
    }
    (await chooseUpload('Cancel Upload', uploads.all, prompts))?.cancel();
  },
};
