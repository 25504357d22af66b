import { chooseWhereTo } from '../choosing/chooseKnownTarget';
import { selectionOf } from '../resources';
import type { Command } from './command';

/** *Upload to Oxen…*: uploads the given resources, or asks for some when there are none. */
export const uploadSelection: Command = {
  id: 'oxen.upload.selection',
  async run(services, ...fromMenu) {
    const { prompts, uploads } = services;
    const selection = await selectionOf(fromMenu, prompts);
    if (selection === undefined) return;
    services.uploadProcess.warmUp();

    const target = await chooseWhereTo(services);
    if (target === undefined) return;

    await uploads.start(selection, target);
  },
};
