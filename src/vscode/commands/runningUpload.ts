import * as vscode from 'vscode';
import { cancelUpload } from './cancelUpload';
import type { Command } from './command';
import { showLog } from './showLog';

/** The status bar's item during an upload: what can be done with it. In no menu. */
export const runningUpload: Command = {
  id: 'oxen.upload.running',
  async run(services) {
    const isAsking = services.uploads.running?.isAsking === true;
    const chosen = await services.prompts.pick({
      title: 'Oxen Upload',
      placeholder: isAsking ? 'An upload waits for your answer' : 'An upload is running',
      choices: [
        ...(isAsking ? [{ label: '$(bell) Show the Question', value: showQuestion }] : []),
        { label: '$(close) Cancel Upload', value: cancelUpload.run },
        { label: '$(output) Show Log', value: showLog.run },
      ],
    });
    await chosen?.(services);
  },
};

/** It may have been moved out of sight. */
function showQuestion(): Thenable<unknown> {
  return vscode.commands.executeCommand('notifications.showList');
}
