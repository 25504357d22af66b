import { t } from '@vscode/l10n';
import { type Checked, type CheckedFile, differencesOf } from '../../../core/upload/receipt/check';
import type { ReceiptHead } from '../../../core/upload/receipt/form';
import { countOf } from '../../progress/words';
import { lineOf, summaryOf } from './receiptText';
import { PAGE } from './uploadNodes';

/** What a check of a receipt has found, to be read: how many files are as they were, and each of the first, differences before the others. */
export function checkedText(head: ReceiptHead, { checked, differences, same, head: now }: Checked): string {
  const files = [
    ...differences.slice(0, PAGE).map((file) => fileLine(differencesOf(file).join(', '), file.path)),
    ...same.slice(0, Math.max(0, PAGE - differences.length)).map((path) => fileLine(t('the same'), path)),
  ];
  const more = checked - files.length;
  return [
    ...summaryOf(head),
    t('The branch is now at: {0}', now ?? t('no commit')),
    t('Verified: {0}', [countOf(checked, 'file'), ...countsText(checked, differences)].join(' · ')),
    t('“here” is the local file, “there” the branch.'),
    '',
    ...files,
    ...(more > 0 ? [t('… and {0} more', more.toLocaleString('en'))] : []),
    '',
  ].join('\n');
}

/** `the same: 3`, `differs here: 1`; a file can differ on both sides. */
function countsText(checked: number, differences: readonly CheckedFile[]): readonly string[] {
  const counts = new Map([[t('the same'), checked - differences.length]]);
  for (const file of differences)
    for (const word of differencesOf(file)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${word}: ${count.toLocaleString('en')}`);
}

function fileLine(state: string, path: string): string {
  return lineOf(`${state.padEnd(26)}  ${path}`);
}
