import { t } from '@vscode/l10n';
import { lstat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isAtOrBelow } from '../core/files/isAtOrBelow';
import { errorCode } from '../core/files/localFileError';
import { UserError } from '../core/userError';
import { countOf } from './progress/words';
import type { Prompts } from './prompts';

/** Whether any of it lies in a folder of this window; one without a folder has all. @param paths on disk */
export function lieHere(paths: readonly string[]): boolean {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return (
    folders.length === 0 || paths.some((path) => folders.some(({ uri }) => isAtOrBelow(path, uri.fsPath)))
  );
}

/**
 * Paths on disk of what a command was called on, else of the file in the active editor, else of what the user picks; `undefined` when that is nothing.
 *
 * Source Control lists deleted files, too: they are left out, and that is said; also when nothing is left.
 * @throws UserError for something that is not on the disk of this extension host
 */
export async function selectionOf(
  fromMenu: readonly unknown[],
  prompts: Pick<Prompts, 'pickResources' | 'inform'>,
): Promise<readonly string[] | undefined> {
  const resources = resourcesOf(fromMenu) ?? activeResource() ?? (await prompts.pickResources());
  if (resources === undefined) return undefined;
  if (resources.length > 0) return withoutDeleted(localPaths(resources), prompts);
  prompts.inform(t('Nothing to upload: nothing is selected.'));
  return undefined;
}

async function withoutDeleted(
  paths: readonly string[],
  prompts: Pick<Prompts, 'inform'>,
): Promise<readonly string[] | undefined> {
  const deleted = new Set<string>();
  for (const path of paths) if (await isDeleted(path)) deleted.add(path);
  if (deleted.size === 0) return paths;

  const [first = ''] = deleted;
  const words =
    deleted.size === 1
      ? t('{0} was deleted locally', vscode.workspace.asRelativePath(first))
      : t('{0} were deleted locally', countOf(deleted.size, 'file'));
  if (deleted.size === paths.length) {
    prompts.inform(t('Nothing to upload: {0}, and uploads never delete files from a branch.', words));
    return undefined;
  }
  prompts.inform(t('Skipped: {0}, and uploads never delete files from a branch.', words));
  return paths.filter((path) => !deleted.has(path));
}

/** What else may be wrong with it, the upload tells. */
async function isDeleted(path: string): Promise<boolean> {
  const error: unknown = await lstat(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * The resources that a command was called on, `undefined` when it was called on none.
 *
 * Explorer: the clicked one, then all selected. Editors: one, then an object that says which editor. Source Control:
 * one resource state or several, or a group of them. Palette and keys: nothing.
 */
export function resourcesOf(fromMenu: readonly unknown[]): readonly vscode.Uri[] | undefined {
  const [clicked, selected] = fromMenu;
  const given = Array.isArray(selected) && selected.length > 0 ? selected : fromMenu;
  const resources = given.flatMap((item) => [...groupIn(item), ...[resourceIn(item) ?? []].flat()]);
  return resources.length > 0 || clicked !== undefined ? resources : undefined;
}

/** @throws UserError for a resource that is not on the disk of this extension host */
export function localPaths(resources: readonly vscode.Uri[]): readonly string[] {
  if (resources.length === 0) {
    throw new UserError(t('Nothing is selected.'), {
      advice: t('Select files or folders in the Explorer first.'),
    });
  }
  for (const resource of resources) {
    if (resource.scheme === 'file') continue;
    throw new UserError(
      t('{0} is not a file on disk (“{1}:”).', resource.path || resource.toString(), resource.scheme),
      {
        advice: t('Save it to a folder on disk, then upload it from there.'),
      },
    );
  }
  return [...new Set(resources.map(({ fsPath }) => fsPath))];
}

/** The file in front; `undefined` where the active tab shows none of this disk. */
function activeResource(): readonly vscode.Uri[] | undefined {
  const shown = resourceOfTab(vscode.window.tabGroups.activeTabGroup.activeTab?.input);
  return shown?.scheme === 'file' ? [shown] : undefined;
}

/** What the tab of an editor shows, of a comparison its right side. */
export function resourceOfTab(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return input.uri;
  if (input instanceof vscode.TabInputNotebook) return input.uri;
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}

/** What Source Control lists together. */
function groupIn(item: unknown): readonly vscode.Uri[] {
  if (typeof item !== 'object' || item === null || !('resourceStates' in item)) return [];
  const { resourceStates } = item;
  return Array.isArray(resourceStates) ? resourceStates.flatMap((state) => resourceIn(state) ?? []) : [];
}

function resourceIn(item: unknown): vscode.Uri | undefined {
  if (item instanceof vscode.Uri) return item;
  if (typeof item !== 'object' || item === null || !('resourceUri' in item)) return undefined;
  return item.resourceUri instanceof vscode.Uri ? item.resourceUri : undefined;
}
