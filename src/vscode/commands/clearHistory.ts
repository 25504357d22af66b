import { t } from '@vscode/l10n';
import type { Command } from './command';

/** *Clear History…*: the receipts go, what was uploaded stays. */
export const clearHistory: Command = {
  id: 'oxen.uploads.clear',
  async run({ history, prompts, receipts }) {
    const message = t('Remove all receipts of finished uploads?');
    const detail = [t('They cannot be verified again from here. What was uploaded stays where it is.')];
    if (!(await prompts.confirm({ message, detail, yes: t('Clear History') }))) return;
    await receipts.clear();
    history.refresh();
  },
};
