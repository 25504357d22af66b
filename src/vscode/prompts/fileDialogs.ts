import * as vscode from 'vscode';
import type { LocalName } from '../remoteFiles/localName';
import { shownText } from '../shownText';

export interface FileQuestion {
  readonly title: string;
  /** The button that means yes. */
  readonly yes: string;
}

/** Asks for a file of this machine. */
export async function pickFile({ title, yes }: FileQuestion): Promise<vscode.Uri | undefined> {
  const options = { title: shownText(title), openLabel: shownText(yes) };
  return (await vscode.window.showOpenDialog(options))?.[0];
}

export interface SaveQuestion extends FileQuestion {
  readonly folder: vscode.Uri;
  readonly name: LocalName;
}

/** Asks where a new file is to lie; offered is `name` in `folder`. */
export async function pickNewFile(question: SaveQuestion): Promise<vscode.Uri | undefined> {
  const { title, yes, folder, name } = question;
  return vscode.window.showSaveDialog({
    title: shownText(title),
    saveLabel: shownText(yes),
    defaultUri: vscode.Uri.joinPath(folder, name),
  });
}
