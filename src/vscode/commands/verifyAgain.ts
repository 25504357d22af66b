import { t } from '@vscode/l10n';
import { HashCache } from '../../core/files/hashing/hashCache';
import { targetText } from '../../core/upload/target/knownTarget';
import { checkableFiles, checkReceipt, targetOf } from '../../core/upload/receipt/check';
import { openReceipt } from '../../core/upload/receipt/receiptFile';
import { ensureConnected } from '../choosing/connect';
import { countOf, namesOf } from '../progress/words';
import { chooseReceipt } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Verify Again*: each path of a finished upload against the branch as it is now, and against the local file. */
export const verifyAgain: Command = {
  id: 'oxen.upload.verify',
  async run(services, row) {
    const { accounts, documents, prompts } = services;
    const chosen = await chooseReceipt(services, t('Verify Again'), row, (head) => checkableFiles(head) > 0);
    if (chosen === undefined) return;
    const receipt = await openReceipt(chosen.path);
    const target = targetOf(receipt.head);
    if (!(await ensureConnected(services, target.origin))) return;
    const server = await accounts.server(target.origin);
    const what = namesOf(receipt.head.selection);
    const checked = await prompts.withProgress(
      t('Verifying {0} on {1}', what, targetText(target)),
      (signal, report) => {
        let shown = 0;
        const onProgress = (done: number, total: number) => {
          const fraction = done / total;
          if (fraction - shown < 0.01 && done < total) return;
          shown = fraction;
          report(t('{0} of {1}', done.toLocaleString('en'), countOf(total, 'file')), fraction);
        };
        // Nothing is remembered here: the files are read.
        return checkReceipt(receipt, { server, digest: new HashCache(undefined).digest, signal, onProgress });
      },
    );
    const show = { label: t('Show Details'), run: () => documents.showChecked(receipt.head, checked) };
    const { length } = checked.differences;
    const all = countOf(checked.checked, 'file');
    if (length === 0)
      prompts.inform(t('{0} on {1}: {2} as uploaded, here and there.', what, targetText(target), all), [
        show,
      ]);
    else
      prompts.warn(
        t(
          '{0} on {1}: {2} of {3} not as uploaded.',
          what,
          targetText(target),
          length.toLocaleString('en'),
          all,
        ),
        [show],
      );
  },
};
