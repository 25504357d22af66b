import { t } from '@vscode/l10n';
import { chooseReceipt } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Remove from History* */
export const removeUpload: Command = {
  id: 'oxen.uploads.remove',
  async run(services, row) {
    const chosen = await chooseReceipt(services, t('Remove from History'), row);
    if (chosen === undefined) return;
    await services.receipts.remove(chosen.head.id);
    services.history.refresh();
  },
};
