import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { type NamedFolder, namesInFolders } from '../core/files/scan/namesInFolders';

/** How the paths of an upload become those in the repository: files keep their place, or land like `cp -r` puts them. */
export type Naming = 'by place in the workspace' | 'by name';

/** What the selected paths are called below the target's directory; `undefined`: like `cp -r` names them. */
export async function namesFor(
  selection: readonly string[],
  naming: Naming,
): Promise<readonly string[] | undefined> {
  if (naming === 'by name') return undefined;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return namesInFolders(selection, await Promise.all(folders.map(namedFolder)));
}

/** File dialogs and Source Control may know it by where a link leads to. */
async function namedFolder({ name, uri: { fsPath } }: vscode.WorkspaceFolder): Promise<NamedFolder> {
  return { name, paths: [fsPath, await realpath(fsPath).catch(() => fsPath)] };
}
