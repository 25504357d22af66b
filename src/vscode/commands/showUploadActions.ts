import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { cancelUpload } from './cancelUpload';
import type { Command } from './command';
import { pauseUpload } from './pauseUpload';
import { resumeUpload } from './resumeUpload';
import { showLog } from './showLog';

/** The status bar's item during an upload: what can be done with it. In no menu. */
export const showUploadActions: Command = {
  id: 'oxen.upload.running',
  async run(services) {
    const { running } = services.uploads;
    const isAsking = running?.state === 'asking';
    const isPaused = running?.control.isPaused === true;
    const chosen = await services.prompts.pick({
      title: t('Oxen Upload'),
      placeholder: t(
        'An upload {0}',
        isAsking ? t('is waiting for your answer') : isPaused ? t('is paused') : t('is running'),
      ),
      choices: [
        ...(isAsking ? [{ icon: 'bell', label: t('Show the Question'), value: showQuestion }] : []),
        isPaused
          ? { icon: 'debug-continue', label: t('Resume Upload'), value: resumeUpload }
          : { icon: 'debug-pause', label: t('Pause Upload'), value: pauseUpload },
        { icon: 'close', label: t('Cancel Upload'), value: cancelUpload },
        { icon: 'output', label: t('Show Log'), value: showLog },
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
