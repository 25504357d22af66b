import { t } from '@vscode/l10n';
import { ensureConnected } from '../choosing/connect';
import { localPaths } from '../resources';
import { targetFor } from '../views/targetFor';
import type { Command } from './command';

/** *Upload Here…*: asks for files or folders, and uploads them to this branch or directory, or to one that is asked for. */
export const uploadHere: Command = {
  id: 'oxen.upload.here',
  async run(services, row) {
    const { prompts, uploads } = services;
    services.uploadProcess.warmUp();
    const target = await targetFor(row, services, t('Upload Here'));
    if (target === undefined || !(await ensureConnected(services, target.origin))) return;
    const resources = await prompts.pickResources();
    if (resources === undefined) return;

    await uploads.start(localPaths(resources), target, 'by name');
  },
};
