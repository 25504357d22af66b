import * as vscode from 'vscode';
import { UserError } from '../core/userError';

/**
 * The resources that a command was called on, `undefined` when it was called on none.
 *
 * Explorer: the clicked one, then all selected. Editors: one, then an object that says which editor. Source Control:
 * one resource state or several. Palette and keys: nothing.
 */
export function resourcesOf(fromMenu: readonly unknown[]): readonly vscode.Uri[] | undefined {
  const [clicked, selected] = fromMenu;
  const given = Array.isArray(selected) && selected.length > 0 ? selected : fromMenu;
  const resources = given.flatMap((item) => resourceIn(item) ?? []);
  return resources.length > 0 || clicked !== undefined ? resources : undefined;
}

/** @throws UserError for a resource that is not on the disk of this extension host */
export function localPaths(resources: readonly vscode.Uri[]): readonly string[] {
  if (resources.length === 0) {
    throw new UserError('Nothing is selected.', { advice: 'Select files or folders in the Explorer first.' });
  }
  for (const resource of resources) {
    if (resource.scheme === 'file') continue;
    throw new UserError(
      `${resource.path || resource.toString()} is not a file on disk (it is “${resource.scheme}:”).`,
      {
        advice: 'Save it to a folder on disk, then upload it from there.',
      },
    );
  }
  return [...new Set(resources.map(({ fsPath }) => fsPath))];
}

function resourceIn(item: unknown): vscode.Uri | undefined {
  if (item instanceof vscode.Uri) return item;
  if (typeof item !== 'object' || item === null || !('resourceUri' in item)) return undefined;
  return item.resourceUri instanceof vscode.Uri ? item.resourceUri : undefined;
}
