import { t } from '@vscode/l10n';
import { ensureConnected } from '../choosing/connect';
import { chooseReceipt } from '../views/uploads/chosenUpload';
import { orderIn } from '../uploads/earlierOrder';
import type { Command } from './command';

/** *Upload Again*: the same files and folders to the same place, reviewed anew. */
export const repeatUpload: Command = {
  id: 'oxen.uploads.again',
  async run(services, row) {
    const chosen = await chooseReceipt(services, t('Upload Again'), row);
    if (chosen === undefined) return;
    const order = orderIn(chosen.head);
    if (await ensureConnected(services, order.target.origin)) await services.uploads.startAgain(order);
  },
};
