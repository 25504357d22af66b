import * as vscode from 'vscode';
import type { Uploads } from '../uploads/uploads';
import { DropOnTree, type DropOptions } from './drop/dropOnTree';
import type { RepositoriesTree } from './treeDataProvider';

/** Shows the tree in the side bar, and brings it up to date when an upload has made a commit. */
export function showRepositories(tree: RepositoriesTree, options: DropOptions): vscode.Disposable {
  const view = vscode.window.createTreeView('oxen.repositories', {
    treeDataProvider: tree,
    dragAndDropController: new DropOnTree(options),
    showCollapseAll: true,
  });
  return vscode.Disposable.from(view, refreshAfterUploads(tree, options.uploads));
}

export function refreshAfterUploads(tree: RepositoriesTree, uploads: Uploads): vscode.Disposable {
  return uploads.onDidAdd(async ({ ended, order }) => {
    const ending = await ended;
    if (ending.kind !== 'ran' || ending.receipt.commit === undefined) return;
    await tree.refreshTarget({ ...order.target, branch: ending.receipt.branch });
  });
}
