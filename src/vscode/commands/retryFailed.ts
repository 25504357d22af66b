import { t } from '@vscode/l10n';
import { chooseUpload } from '../choosing/chooseUpload';
import { ensureConnected } from '../choosing/connect';
import { failedOrderIn, hasFailed } from '../uploads/earlierOrder';
import { chooseReceipt, uploadIn } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Retry Failed Files*: of an upload that asks about them, or of one that has ended. */
export const retryFailed: Command = {
  id: 'oxen.upload.retry',
  async run(services, row) {
    const title = t('Retry Failed Files');
    const ofRow = uploadIn(row);
    const asking = row === undefined ? services.uploads.all.filter(({ canRetry }) => canRetry) : [];
    if (ofRow !== undefined || asking.length > 0) {
      (ofRow ?? (await chooseUpload(title, asking, services.prompts)))?.retry();
      return;
    }
    const chosen = await chooseReceipt(services, title, row, hasFailed);
    if (chosen === undefined) return;
    const order = await failedOrderIn(chosen);
    if (order === undefined) services.prompts.inform(t('No file of this upload has failed.'));
    else if (await ensureConnected(services, order.target.origin)) await services.uploads.startAgain(order);
  },
};
