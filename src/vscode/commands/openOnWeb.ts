import { t } from '@vscode/l10n';
import { pageOf } from '../../core/oxen/link';
import { targetOf } from '../../core/upload/receipt/check';
import type { ReceiptHead } from '../../core/upload/receipt/form';
import { UserError } from '../../core/userError';
import { openPage, pageOfTarget } from '../progress/placeAction';
import { chooseReceipt } from '../views/uploads/chosenUpload';
import { BranchNode, DirectoryNode, FileNode, RepositoryNode } from '../views/nodes';
import type { Command } from './command';
import { linked } from './copyLink';

/** *Open on Oxen.ai*: a row of the hub, or where a finished upload lies there. */
export const openOnWeb: Command = {
  id: 'oxen.web.open',
  async run(services, row) {
    if (
      row instanceof RepositoryNode ||
      row instanceof BranchNode ||
      row instanceof DirectoryNode ||
      row instanceof FileNode
    ) {
      await openPage(requirePage(pageOf(linked(row))));
      return;
    }
    const chosen = await chooseReceipt(services, t('Open on Oxen.ai'), row, hasPage);
    if (chosen !== undefined) await openPage(requirePage(pageOfTarget(targetOf(chosen.head))));
  },
};

/** What was uploaded to the hub. */
function hasPage(head: ReceiptHead): boolean {
  return head.commit !== null && pageOfTarget(targetOf(head)) !== undefined;
}

function requirePage(page: string | undefined): string {
  if (page !== undefined) return page;
  throw new UserError(t('Only the hub has pages to open.'), { advice: t('Use Copy Link instead.') });
}
