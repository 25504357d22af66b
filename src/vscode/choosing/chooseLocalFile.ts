import { t } from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Services } from '../services';
import { localCandidates } from '../remoteFiles/localCandidates';

/**
 * The local file that a remote path stands for: below a workspace folder, under the whole path or the end of it. Of
 * several, or none, the user says which.
 *
 * @throws UserError for a path that no file can have
 */
export async function chooseLocalFile(
  path: string,
  { prompts }: Pick<Services, 'prompts'>,
): Promise<vscode.Uri | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const candidates = localCandidates(
    path,
    folders.map(({ uri }) => uri.fsPath),
  );
  const found = await existing(candidates);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const askForFile = () => prompts.pickFile({ title: t('Compare {0} with…', path), yes: t('Compare') });
  if (only === undefined) return askForFile();

  const other = 'other';
  const chosen = await prompts.pick<vscode.Uri | typeof other>({
    title: t('Compare {0}', path),
    placeholder: t('With which local file?'),
    choices: [
      ...found.map((uri) => ({ icon: 'file', label: vscode.workspace.asRelativePath(uri), value: uri })),
      { icon: 'folder-opened', label: t('Other File…'), value: other },
    ],
  });
  return chosen === other ? askForFile() : chosen;
}

async function existing(candidates: readonly string[]): Promise<readonly vscode.Uri[]> {
  const found = await Promise.all(candidates.map(async (file) => ((await isFile(file)) ? [file] : [])));
  return found.flat().map((file) => vscode.Uri.file(file));
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
