import { chooseInterrupted } from '../choosing/chooseInterrupted';
import { chooseUpload } from '../choosing/chooseUpload';
import { ensureConnected } from '../choosing/connect';
import type { Command } from './command';

/** *Resume Upload*: goes on with one that is paused; where none is, or with an id, with one that was interrupted. */
export const resumeUpload: Command = {
  id: 'oxen.upload.resume',
  async run(services, id) {
    const { prompts, uploads } = services;
    const paused = uploads.all.filter(({ control }) => control.isPaused);
    if (id === undefined && paused.length > 0) {
      (await chooseUpload('Resume Upload', paused, prompts))?.control.resume();
      return;
    }
    const interrupted = await chooseInterrupted(services, 'Resume Upload', id);
    if (interrupted === undefined) return;
    if (!(await ensureConnected(services, interrupted.order.target.origin))) return;

    await uploads.resume(interrupted);
  },
};
