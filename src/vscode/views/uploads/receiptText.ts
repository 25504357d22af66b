import { t } from '@vscode/l10n';
import { plainText } from '../../../core/plainText';
import type { ReceiptFile, ReceiptHead } from '../../../core/upload/receipt/form';
import { sizeText } from '../../progress/words';

/** Enough for the longest path and a sentence, in characters. */
const LINE = 9000;

/** One line of a document, whatever it tells of. */
export function lineOf(text: string): string {
  return plainText(text, LINE);
}

/** A receipt to be read: its summary and some of its files. */
export function receiptText(head: ReceiptHead, files: readonly ReceiptFile[], path: string): string {
  const total = Object.values(head.counts).reduce((sum, count) => sum + count, 0);
  const more = total - files.length;
  return [
    ...summaryOf(head),
    t('Whole receipt: {0}', path),
    '',
    ...files.map(fileLine),
    ...(more > 0 ? [t('… and {0} more: see the whole receipt.', more.toLocaleString('en'))] : []),
    '',
  ].join('\n');
}

/** What it was, where it went, and when. */
export function summaryOf({
  result,
  target,
  commit,
  startedAt,
  endedAt,
  engine,
  serverVersion,
  counts,
  bytes,
  error,
}: ReceiptHead): readonly string[] {
  const directory = target.directory === '' ? '' : ` · ${target.directory}`;
  const files = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    t('Upload: {0}', result),
    t('Target: {0} · {1}{2} on {3}', target.repository, target.branch, directory, target.server),
    t('Commit: {0}', commit === null ? t('none') : `${commit.id} ${commit.message.split('\n', 1)[0] ?? ''}`),
    t('Files: {0}', files.map(([outcome, count]) => `${count.toLocaleString('en')} ${outcome}`).join(', ')),
    t('Accepted by the server: {0}', sizeText(bytes.accepted)),
    t('From {0} to {1}', startedAt, endedAt),
    t('Engine: {0}, server {1}', engine, serverVersion),
    ...(error === null ? [] : [t('Error: {0}', error)]),
  ].map(lineOf);
}

function fileLine({ path, source = '', hash, size, outcome, reason }: ReceiptFile): string {
  const rest = [hash, size === undefined ? undefined : sizeText(size), reason].filter(Boolean);
  return lineOf(`${outcome.padEnd(13)}  ${path ?? source}  ${rest.join('  ')}`);
}
