import { chooseInterrupted } from '../choosing/chooseInterrupted';
import { ensureConnected } from '../choosing/connect';
import type { Command } from './command';

/** *Resume Upload*: goes on with one that was interrupted. */
export const resumeUpload: Command = {
  id: 'oxen.upload.resume',
  async run(services, id) {
    const chosen = await chooseInterrupted(services, 'Resume Upload', id);
    if (chosen === undefined || !(await ensureConnected(services, chosen.order.target.origin))) return;

    await services.uploads.resume(chosen);
  },
};
