import { t } from '@vscode/l10n';
import { targetText } from '../../../core/upload/target/knownTarget';
import { targetOf } from '../../../core/upload/receipt/check';
import type { ReceiptHead } from '../../../core/upload/receipt/form';
import type { KeptReceipt } from '../../../core/upload/receipt/receipts';
import { namesOf } from '../../progress/words';
import type { Services } from '../../services';
import { Upload } from '../../uploads/upload';
import { FinishedNode, InterruptedNode, LiveNode } from './uploadNodes';
import { endedText } from './uploadWords';

/** The upload of the row that a command was called on, or that was passed instead of one. */
export function uploadIn(row: unknown): Upload | undefined {
  if (row instanceof Upload) return row;
  return row instanceof LiveNode ? row.upload : undefined;
}

/** The id of the interrupted run of a row, or what was passed instead of one. */
export function interruptedIdIn(row: unknown): unknown {
  return row instanceof InterruptedNode ? row.interrupted.run.id : row;
}

/** The receipt of a row, or of a run's id, else one that is asked for, of those that `fits` lets through. */
export async function chooseReceipt(
  { receipts, prompts }: Pick<Services, 'receipts' | 'prompts'>,
  title: string,
  given: unknown,
  fits: (head: ReceiptHead) => boolean = () => true,
): Promise<KeptReceipt | undefined> {
  if (given instanceof FinishedNode) return given.receipt;
  const all = await receipts.list();
  const found = all.filter(({ head }) => (typeof given === 'string' ? head.id === given : fits(head)));
  if (found.length === 0) {
    prompts.inform(
      all.length === 0
        ? t('There are no finished uploads.')
        : typeof given === 'string'
          ? t('The receipt of this upload is no longer kept.')
          : t('“{0}” does not apply to any finished upload.', title),
    );
    return undefined;
  }
  if (typeof given === 'string') return found[0];
  return prompts.pick({
    title,
    placeholder: t('Of which upload?'),
    choices: found.map((value) => ({
      label: namesOf(value.head.selection),
      description: targetText(targetOf(value.head)),
      detail: `${endedText(value.head)} · ${new Date(value.head.endedAt).toLocaleString()}`,
      value,
    })),
  });
}
