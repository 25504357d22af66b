import { t } from '@vscode/l10n';
import { chooseReceipt } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Show Receipt*: summary and first files, to be read. */
export const showReceipt: Command = {
  id: 'oxen.upload.showReceipt',
  async run(services, row) {
    const chosen = await chooseReceipt(services, t('Show Receipt'), row);
    if (chosen !== undefined) await services.documents.show(chosen);
  },
};
