import { targetText } from '../knownTarget';
import { namesOf } from '../progress/words';
import type { Upload } from '../upload';
import type { Command } from './command';

/** *Cancel Upload*: of several, asks which. */
export const cancelUpload: Command = {
  id: 'oxen.upload.cancel',
  async run({ prompts, uploads }) {
    const [first, ...others] = uploads.all;
    if (first === undefined) {
      prompts.inform('No upload is running.');
      return;
    }
    const chosen =
      others.length === 0
        ? first
        : await prompts.pick({
            title: 'Cancel Upload',
            placeholder: 'Which one?',
            choices: uploads.all.map((upload) => choiceOf(upload)),
          });
    chosen?.cancel();
  },
};

function choiceOf(upload: Upload) {
  const { state, order } = upload;
  return {
    label: namesOf(order.selection),
    description: `to ${targetText(order.target)}`,
    detail: state,
    value: upload,
  };
}
