import { chooseTarget } from '../choosing/chooseTarget';
import { chooseNaming } from '../choosing/chooseNaming';
import { targetText } from '../knownTarget';
import type { Command } from './command';

/** *Choose Upload Target…*: where this workspace uploads to, and how its paths become those of the repository. */
export const chooseUploadTarget: Command = {
  id: 'oxen.target.choose',
  async run(services) {
    const { prompts, targets } = services;
    const target = await chooseTarget(services);
    if (target === undefined) return;
    const naming = await chooseNaming(prompts, target.directory);
    if (naming === undefined) return;

    await targets.setKeepRelativeTo(naming.relativeTo);
    await targets.use(target);
    prompts.inform(`Uploads of this window go to ${targetText(target)}.`);
  },
};
