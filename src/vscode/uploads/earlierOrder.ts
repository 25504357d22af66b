import { targetOf } from '../../core/upload/receipt/check';
import type { ReceiptHead } from '../../core/upload/receipt/form';
import { openReceipt } from '../../core/upload/receipt/receiptFile';
import type { KeptReceipt } from '../../core/upload/receipt/receipts';
import type { UploadOrder } from '../../core/upload/upload';

/** The order of an upload that has ended; it goes to the branch that the first one went to in the end. */
export function orderIn(head: ReceiptHead): UploadOrder {
  const { selection, names, anyway } = head;
  return { selection, target: targetOf(head), names, ...(anyway && { anyway }) };
}

/** Whether some of its files are not proven to be where they were to go. */
export function hasFailed({ counts }: ReceiptHead): boolean {
  const { failed = 0, 'not committed': uncommitted = 0, 'not verified': unverified = 0 } = counts;
  return failed + uncommitted + unverified > 0;
}

/**
 * What is to be sent once more: only the files that failed where the others were committed, all of it where nothing was;
 * `undefined` when nothing failed.
 */
export async function failedOrderIn({ head, path }: KeptReceipt): Promise<UploadOrder | undefined> {
  const order = orderIn(head);
  if (!hasFailed(head)) return undefined;
  if (head.result !== 'committed') return order;
  const { directory } = order.target;
  const below = directory === '' ? 0 : directory.length + 1;
  const selection: string[] = [];
  const names: string[] = [];
  for await (const files of (await openReceipt(path)).files())
    for (const { file } of files) {
      if (file.outcome !== 'failed') return { ...order, selection, names };
      // Of what was not even found nobody knows the place: then all of it is looked at.
      if (file.path === undefined || file.source === undefined) return order;
      selection.push(file.source);
      names.push(file.path.slice(below));
    }
  return { ...order, selection, names };
}
