import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Checked, differencesOf } from '../../../core/upload/receipt/check';
import type { ReceiptFile, ReceiptHead } from '../../../core/upload/receipt/form';
import { openReceipt } from '../../../core/upload/receipt/receiptFile';
import type { KeptReceipt } from '../../../core/upload/receipt/receipts';
import { plainText } from '../../../core/plainText';
import { sizeText } from '../../progress/words';
import { PAGE } from './uploadNodes';

const SCHEME = 'oxen-receipt';
/** Documents that can be shown again, as when an editor was in the background. */
const KEPT = 20;
/** Enough for the longest path and a sentence, in characters. */
const LINE = 9000;

/** Texts about receipts, which can only be read. */
export class ReceiptDocuments implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private made = 0;

  provideTextDocumentContent({ query }: vscode.Uri): string {
    return this.texts.get(query) ?? t('This is no longer kept. Show the receipt again.');
  }

  /** The summary of a receipt, and its first files. */
  async show({ path }: KeptReceipt): Promise<void> {
    const receipt = await openReceipt(path);
    const files: ReceiptFile[] = [];
    for await (const some of receipt.files()) {
      files.push(...some.slice(0, PAGE - files.length).map(({ file }) => file));
      if (files.length === PAGE) break;
    }
    await this.open(t('Receipt'), receiptText(receipt.head, files, path));
  }

  /** What a check of a receipt has found. */
  async showChecked(head: ReceiptHead, checked: Checked): Promise<void> {
    await this.open(t('Verification'), checkedText(head, checked));
  }

  private async open(title: string, text: string): Promise<void> {
    const query = String(++this.made);
    this.texts.set(query, text);
    this.texts.delete(String(this.made - KEPT));
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title} ${query}.txt`, query });
    await vscode.commands.executeCommand('vscode.open', uri);
  }
}

export function registerReceiptDocuments(documents: ReceiptDocuments): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, documents);
}

function receiptText(head: ReceiptHead, files: readonly ReceiptFile[], path: string): string {
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

function summaryOf({
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
  ].map((line) => plainText(line, LINE));
}

function fileLine({ path, source = '', hash, size, outcome, reason }: ReceiptFile): string {
  const rest = [hash, size === undefined ? undefined : sizeText(size), reason].filter(Boolean);
  return plainText(`${outcome.padEnd(13)}  ${path ?? source}  ${rest.join('  ')}`, LINE);
}

function checkedText(head: ReceiptHead, { checked, differences, head: now }: Checked): string {
  const shown = differences.slice(0, PAGE);
  const more = differences.length - shown.length;
  return [
    ...summaryOf(head),
    t('The branch is now at: {0}', now ?? t('no commit')),
    t('Verified: {0} files, {1} of them not as they were', checked, differences.length),
    t('“here” is the local file, “there” the branch.'),
    '',
    ...shown.map((file) => plainText(`${differencesOf(file).join(', ').padEnd(26)}  ${file.path}`, LINE)),
    ...(more > 0 ? [t('… and {0} more', more.toLocaleString('en'))] : []),
    '',
  ].join('\n');
}
