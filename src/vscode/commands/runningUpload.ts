import { cancelUpload } from './cancelUpload';
import type { Command } from './command';
import { showLog } from './showLog';

/** The status bar's item during an upload: what can be done with it. In no menu. */
export const runningUpload: Command = {
  id: 'oxen.upload.running',
  async run(services) {
    const chosen = await services.prompts.pick({
      title: 'Oxen Upload',
      placeholder: 'An upload is running',
      choices: [
        { label: '$(close) Cancel Upload', value: cancelUpload },
        { label: '$(output) Show Log', value: showLog },
      ],
    });
    await chosen?.run(services);
  },
};
