import * as vscode from 'vscode';
import { cancelUpload } from './cancelUpload';
import type { Command } from './command';
import { pauseUpload } from './pauseUpload';
import { resumeUpload } from './resumeUpload';
import { showLog } from './showLog';

/** The status bar's item during an upload: what can be done with it. In no menu. */
export const runningUpload: Command = {
  id: 'oxen.upload.running',
  async run(services) {
    const { running } = services.uploads;
    const isAsking = running?.isAsking === true;
    const isPaused = running?.control.isPaused === true;
    const chosen = await services.prompts.pick({
      title: 'Oxen Upload',
      placeholder: `An upload ${isAsking ? 'waits for your answer' : isPaused ? 'is paused' : 'is running'}`,
      choices: [
        ...(isAsking ? [{ label: '$(bell) Show the Question', value: showQuestion }] : []),
        isPaused
          ? { label: '$(debug-continue) Resume Upload', value: resumeUpload }
          : { label: '$(debug-pause) Pause Upload', value: pauseUpload },
        { label: '$(close) Cancel Upload', value: cancelUpload },
        { label: '$(output) Show Log', value: showLog },
      ],
    });
    await chosen?.run(services);
  },
};

/** It may have been moved out of sight. */
const showQuestion: Command = {
  id: 'notifications.showList',
  run: () => vscode.commands.executeCommand('notifications.showList'),
};
