import * as vscode from 'vscode';
import { pick } from './pick';

/** The file dialog. */
export async function pickResources(): Promise<readonly vscode.Uri[] | undefined> {
  const kinds = hasDialogForBoth() ? BOTH : await askForKind();
  if (kinds === undefined) return undefined;
  return vscode.window.showOpenDialog({
    ...kinds,
    canSelectMany: true,
    title: 'Upload to Oxen',
    openLabel: 'Upload',
  });
}

const BOTH = { canSelectFiles: true, canSelectFolders: true };

/** The dialogs of Windows and Linux show either files or folders; that of a remote window is VS Code's own. */
function hasDialogForBoth(): boolean {
  return process.platform === 'darwin' || vscode.env.remoteName !== undefined;
}

function askForKind(): Promise<typeof BOTH | undefined> {
  return pick({
    title: 'Upload to Oxen',
    placeholder: 'What to upload',
    choices: [
      { icon: 'files', label: 'Files…', value: { canSelectFiles: true, canSelectFolders: false } },
      { icon: 'folder', label: 'Folders…', value: { canSelectFiles: false, canSelectFolders: true } },
    ],
  });
}
