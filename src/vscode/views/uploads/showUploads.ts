import * as vscode from 'vscode';
import type { UploadsTree } from './uploadsTree';

/** Shows the uploads in the side bar; a look at them brings them up to date with other windows. */
export function showUploads(tree: UploadsTree): vscode.Disposable {
  const view = vscode.window.createTreeView('oxen.uploads', {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  const looking = view.onDidChangeVisibility(({ visible }) => {
    if (visible) tree.refresh();
  });
  return vscode.Disposable.from(view, looking);
}
