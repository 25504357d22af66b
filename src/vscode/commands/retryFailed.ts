import { t } from '@vscode/l10n';
import { ensureConnected } from '../choosing/connect';
import { failedOrderIn } from '../uploads/earlierOrder';
import { chooseReceipt, uploadIn } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Retry Failed Files*: of an upload that asks about them, or of one that has ended. */
export const retryFailed: Command = {
  id: 'oxen.upload.retry',
  async run(services, row) {
    const asking = uploadIn(row) ?? services.uploads.all.find(({ canRetry }) => canRetry);
    if (asking !== undefined && (row === undefined || uploadIn(row) !== undefined)) {
      asking.retry();
      return;
    }
    const chosen = await chooseReceipt(services, t('Retry Failed Files'), row);
    if (chosen === undefined) return;
    const order = await failedOrderIn(chosen);
    if (order === undefined) services.prompts.inform(t('No file of this upload has failed.'));
    else if (await ensureConnected(services, order.target.origin)) await services.uploads.startAgain(order);
  },
};
