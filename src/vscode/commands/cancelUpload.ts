import { basename } from 'node:path';
import { targetText } from '../knownTarget';
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
  const [first = '', ...more] = order.selection.map((path) => basename(path));
  const names = more.length === 0 ? first : `${first} and ${more.length} more`;
  return { label: names, description: `to ${targetText(order.target)}`, detail: state, value: upload };
}
