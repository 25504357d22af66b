/** What VS Code hands over when something is dropped. */
import * as vscode from 'vscode';

/** @param list the lines of `text/uri-list`; none when it is empty */
export function transferOf(
  list: string,
  files: readonly vscode.DataTransferItem[] = [],
): vscode.DataTransfer {
  const transfer = new vscode.DataTransfer();
  if (list !== '') transfer.set('text/uri-list', new vscode.DataTransferItem(list));
  for (const [index, file] of files.entries()) transfer.set(`test/${index}`, file);
  return transfer;
}

/** A dropped file; without content it is a folder. */
export function fileItem(
  name: string,
  content: string | Uint8Array | undefined,
  uri?: vscode.Uri,
): vscode.DataTransferItem {
  const data = () =>
    content === undefined ? Promise.reject(new Error('no such file')) : Promise.resolve(Buffer.from(content));
  const file = { name, data, ...(uri && { uri }) };
  return Object.assign(new vscode.DataTransferItem(''), { asFile: () => file });
}
