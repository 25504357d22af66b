import { t } from '@vscode/l10n';
import { targetText } from '../../core/upload/target/knownTarget';
import { targetFor } from '../views/targetFor';
import type { Command } from './command';

/** *Set as Upload Target*: a row, or a place that is asked for. */
export const setUploadTarget: Command = {
  id: 'oxen.target.set',
  async run(services, row) {
    const target = await targetFor(row, services, t('Set as Upload Target'));
    if (target === undefined) return;

    await services.targets.use(target);
    services.prompts.inform(t('Upload target: {0}.', targetText(target)));
  },
};
