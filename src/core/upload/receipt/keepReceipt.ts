import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { errorCode } from '../../files/localFileError';
import { messageOf } from '../../userError';
import type { Report } from '../events';
import { obstacleText } from '../journal/obstacle';
import type { SavedOrder } from '../journal/records';
import { isUnchanged, type Preparation } from '../plan/preparation';
import type { RunResult } from '../run/receipt';
import { documentOf } from './document';
import type { ReceiptDocument } from './form';
import type { Receipts } from './receipts';

/** What became of the run stands, kept or not. */
export async function keepReceipt(
  document: ReceiptDocument,
  receipts: Receipts,
  report: Report,
): Promise<void> {
  try {
    await receipts.keep(document);
  } catch (error) {
    const why =
      errorCode(error) === undefined ? messageOf(error) : obstacleText(t('the folder of receipts'), error);
    report({ type: 'note', text: t('The receipt of this upload could not be kept: {0}.', why) });
  }
}

/** The receipt of an upload that did not come to a run, since nothing was to be sent. */
export async function keepReceiptWithout(
  preparation: Preparation,
  order: SavedOrder,
  { services, report }: { readonly services: { readonly receipts: Receipts }; readonly report: Report },
): Promise<ReceiptDocument> {
  const { failed, target } = preparation;
  const result: RunResult = failed.length > 0 ? 'failed' : 'nothing to do';
  const found = preparation.files.filter(isUnchanged);
  const outcome = { blobs: [], found, unchanged: [], skipped: [], failed: [] };
  const receipt = {
    result,
    commit: undefined,
    branch: target.branch,
    content: 0,
    bytes: 0,
    engine: 'stage-files',
    error: undefined,
  };
  const document = documentOf({
    id: randomUUID(),
    order,
    startedAt: Date.now(),
    preparation,
    receipt,
    outcome,
  });
  await keepReceipt(document, services.receipts, report);
  return document;
}
