import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { receiptJson } from '../../core/upload/receipt/receiptFile';
import { chooseReceipt } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Copy Receipt*: the JSON as it is. */
export const copyReceipt: Command = {
  id: 'oxen.upload.copyReceipt',
  async run(services, row) {
    const chosen = await chooseReceipt(services, t('Copy Receipt'), row);
    if (chosen === undefined) return;
    await vscode.env.clipboard.writeText(await receiptJson(chosen.path));
  },
};
