import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { pick } from './pick';

/** The file dialog. */
export async function pickResources(): Promise<readonly vscode.Uri[] | undefined> {
  const kinds = hasDialogForBoth() ? BOTH : await askForKind();
  if (kinds === undefined) return undefined;
  return vscode.window.showOpenDialog({
    ...kinds,
    canSelectMany: true,
    title: t('Upload to Oxen'),
    openLabel: t('Upload'),
  });
}

const BOTH = { canSelectFiles: true, canSelectFolders: true };

/** The dialogs of Windows and Linux show either files or folders; that of a remote window is VS Code's own. */
function hasDialogForBoth(): boolean {
  return process.platform === 'darwin' || vscode.env.remoteName !== undefined;
}

function askForKind(): Promise<typeof BOTH | undefined> {
  return pick({
    title: t('Upload to Oxen'),
    placeholder: t('What to upload'),
    choices: [
      { icon: 'files', label: t('Files…'), value: { canSelectFiles: true, canSelectFolders: false } },
      { icon: 'folder', label: t('Folders…'), value: { canSelectFiles: false, canSelectFolders: true } },
    ],
  });
}
