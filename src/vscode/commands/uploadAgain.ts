import { chooseWhereTo } from '../choosing/chooseKnownTarget';
import { ensureConnected } from '../choosing/connect';
import { selectionOf } from '../resources';
import type { Command } from './command';

/** *Upload to Last Oxen Target*: the same without the question where to, once it has been answered. */
export const uploadAgain: Command = {
  id: 'oxen.upload.again',
  async run(services, ...fromMenu) {
    const { prompts, targets, uploads } = services;
    const selection = await selectionOf(fromMenu, prompts);
    if (selection === undefined) return;
    services.uploadProcess.warmUp();

    const target = targets.current ?? (await chooseWhereTo(services));
    if (target === undefined || !(await ensureConnected(services, target.origin))) return;

    await uploads.start(selection, target);
  },
};
