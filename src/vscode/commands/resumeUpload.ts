import { t } from '@vscode/l10n';
import { chooseInterrupted } from '../choosing/chooseInterrupted';
import { chooseUpload } from '../choosing/chooseUpload';
import { connect, ensureConnected } from '../choosing/connect';
import { WITH_ANOTHER_KEY } from '../uploads/interruptedUploads';
import { interruptedIdIn, uploadIn } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/**
 * *Resume Upload*: resumes that of a row, or one that is paused; where none is, or with an id, with one that was interrupted. Told
 * so, it asks for another key first.
 */
export const resumeUpload: Command = {
  id: 'oxen.upload.resume',
  async run(services, row, how) {
    const { prompts, uploads } = services;
    const ofRow = uploadIn(row);
    if (ofRow !== undefined) {
      ofRow.control.resume();
      return;
    }
    const id = interruptedIdIn(row);
    const paused = uploads.all.filter(({ control }) => control.isPaused);
    if (id === undefined && paused.length > 0) {
      (await chooseUpload(t('Resume Upload'), paused, prompts))?.control.resume();
      return;
    }
    const interrupted = await chooseInterrupted(services, t('Resume Upload'), id);
    if (interrupted === undefined) return;
    const { origin } = interrupted.order.target;
    const isConnected =
      how === WITH_ANOTHER_KEY
        ? (await connect(services, origin)) !== undefined
        : await ensureConnected(services, origin);
    if (!isConnected) return;

    await uploads.resume(interrupted);
  },
};
