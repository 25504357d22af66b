import * as vscode from 'vscode';
import { DropOnTree, type DropOptions } from './dropOnTree';
import type { RepositoriesTree } from './tree';

/** Shows the tree in the side bar, and brings it up to date when an upload has made a commit. */
export function showRepositories(tree: RepositoriesTree, options: DropOptions): vscode.Disposable {
  const view = vscode.window.createTreeView('oxen.repositories', {
    treeDataProvider: tree,
    dragAndDropController: new DropOnTree(options),
    showCollapseAll: true,
  });
  const watching = options.uploads.onDidAdd(async ({ ended, order }) => {
    const ending = await ended;
    if (ending.kind === 'ran' && ending.receipt.commit !== undefined) await tree.refreshTarget(order.target);
  });
  return vscode.Disposable.from(view, watching);
}
