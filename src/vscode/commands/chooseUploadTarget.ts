import { t } from '@vscode/l10n';
import { chooseTarget } from '../choosing/chooseTarget';
import { targetText } from '../../core/upload/target/knownTarget';
import { BACK } from '../prompts/stepped';
import type { Command } from './command';

/** *Choose Upload Target…*: where this workspace uploads to. */
export const chooseUploadTarget: Command = {
  id: 'oxen.target.choose',
  async run(services) {
    const { prompts, repositories, targets } = services;
    const target = await chooseTarget(services, { upTo: 'directory' });
    if (target === undefined || target === BACK) return;

    await targets.use(target);
    repositories.refreshServer(target.origin); // it may list what was made just now, or typed
    prompts.inform(t('Upload target: {0}.', targetText(target)));
  },
};
