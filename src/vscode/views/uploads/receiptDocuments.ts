import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Checked } from '../../../core/upload/receipt/check';
import type { ReceiptFile, ReceiptHead } from '../../../core/upload/receipt/form';
import { openReceipt } from '../../../core/upload/receipt/receiptFile';
import type { KeptReceipt } from '../../../core/upload/receipt/receipts';
import { checkedText } from './checkedText';
import { receiptText } from './receiptText';
import { PAGE } from './uploadNodes';

const SCHEME = 'oxen-receipt';
/** Documents that can be shown again, as when an editor was in the background. */
const KEPT = 20;

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
    // A tab of before this window was loaded may be open still: no two have one address.
    const query = randomUUID();
    this.texts.set(query, text);
    for (const oldest of [...this.texts.keys()].slice(0, -KEPT)) this.texts.delete(oldest);
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title} ${++this.made}.txt`, query });
    await vscode.commands.executeCommand('vscode.open', uri);
  }
}

export function registerReceiptDocuments(documents: ReceiptDocuments): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, documents);
}
