import { t } from '@vscode/l10n';
import { interruptedUploads } from '../uploads/interruptedUploads';
import { cancelUpload } from './cancelUpload';
import { chooseUploadTarget } from './chooseUploadTarget';
import type { Command } from './command';
import { discardUpload } from './discardUpload';
import { pauseUpload } from './pauseUpload';
import { resumeUpload } from './resumeUpload';
import { setUploadTarget } from './setUploadTarget';
import { showLog } from './showLog';

/** The status bar's item during an upload: what can be done with it, or with one of several. In no menu. */
export const showUploadActions: Command = {
  id: 'oxen.upload.running',
  async run(services) {
    const { all } = services.uploads;
    // The one that was seen: while the menu stands it may end, and another one be there.
    const only = all.length === 1 ? all[0] : undefined;
    const onIt = (command: Command) => ({ run: () => command.run(services, only) });
    const isAsking = all.some(({ state }) => state === 'asking');
    const isPaused = all.some(({ control }) => control.isPaused);
    const canPause = all.some((upload) => upload.canPause);
    const [interrupted] = await interruptedUploads(services.journals);
    const chosen = await services.prompts.pick<Pick<Command, 'run'>>({
      title: t('Oxen Upload'),
      placeholder: placeholderFor(all.length, { isAsking, isPaused: isPaused && !canPause }),
      choices: [
        ...(isAsking ? [{ icon: 'bell', label: t('Show the Question'), value: showQuestion }] : []),
        ...(isPaused
          ? [{ icon: 'debug-continue', label: t('Resume Upload'), value: onIt(resumeUpload) }]
          : []),
        ...(canPause ? [{ icon: 'debug-pause', label: t('Pause Upload'), value: onIt(pauseUpload) }] : []),
        { icon: 'close', label: t('Cancel Upload'), value: onIt(cancelUpload) },
        ...(interrupted === undefined
          ? []
          : [{ icon: 'trash', label: t('Discard Interrupted Upload…'), value: discardUpload }]),
        { icon: 'target', label: t('Choose Upload Target…'), value: chooseUploadTarget },
        { icon: 'target', label: t('Set as Upload Target'), value: setUploadTarget },
        { icon: 'output', label: t('Show Log'), value: showLog },
      ],
    });
    await chosen?.run(services);
  },
};

function placeholderFor(count: number, { isAsking, isPaused }: Record<'isAsking' | 'isPaused', boolean>) {
  if (isAsking) return t('An upload is waiting for your answer');
  if (count > 1) return t('There are {0} uploads', count);
  return isPaused ? t('An upload is paused') : t('An upload is running');
}

/** It may have been put aside. */
const showQuestion: Command = {
  id: 'oxen.upload.question',
  run: ({ uploads }) => uploads.all.find(({ state }) => state === 'asking')?.recallQuestion(),
};
