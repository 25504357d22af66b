import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Services } from '../commands/command';

/**
 * The local file that a remote path stands for: below a workspace folder, under the whole path or the end of it. Of
 * several, or none, the user says which.
 */
export async function chooseLocalFile(
  path: string,
  { prompts }: Pick<Services, 'prompts'>,
): Promise<vscode.Uri | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const found = await existing(path, folders);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) return askForFile(path);

  const other = 'other';
  const chosen = await prompts.pick<vscode.Uri | typeof other>({
    title: `Compare ${path}`,
    placeholder: 'With which local file?',
    choices: [
      ...found.map((uri) => ({ label: `$(file) ${vscode.workspace.asRelativePath(uri)}`, value: uri })),
      { label: '$(folder-opened) Another file…', value: other },
    ],
  });
  return chosen === other ? askForFile(path) : chosen;
}

/** `a/b/c.txt`, `b/c.txt` and `c.txt` below each folder, as far as they are there. */
async function existing(path: string, folders: readonly string[]): Promise<readonly vscode.Uri[]> {
  const segments = path.split('/');
  const candidates = segments.flatMap((_, index) =>
    folders.map((folder) => join(folder, ...segments.slice(index))),
  );
  const found = await Promise.all(candidates.map(async (file) => ((await isFile(file)) ? [file] : [])));
  return [...new Set(found.flat())].map((file) => vscode.Uri.file(file));
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function askForFile(path: string): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({ title: `Compare ${path} with…`, openLabel: 'Compare' });
  return chosen?.[0];
}
