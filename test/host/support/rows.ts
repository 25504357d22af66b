/** What the Repositories view would show, as text. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Node } from '../../../src/vscode/views/nodes';
import type { RepositoriesTree } from '../../../src/vscode/views/treeDataProvider';

/** Each row below a node as `label (description)`. */
export async function rowsOf(tree: RepositoriesTree, node?: Node): Promise<readonly string[]> {
  return (await tree.getChildren(node)).map((child) => rowText(tree.getTreeItem(child)));
}

/** The node that a way through the rows leads to, by their labels. */
export async function nodeAt(tree: RepositoriesTree, ...labels: readonly string[]): Promise<Node> {
  let node: Node | undefined;
  for (const label of labels) {
    const children: readonly Node[] = await tree.getChildren(node);
    node = children.find((child) => tree.getTreeItem(child).label === label);
    assert.ok(
      node,
      `no row ${label} in: ${children.map((child) => rowText(tree.getTreeItem(child))).join(', ')}`,
    );
  }
  assert.ok(node);
  return node;
}

/** Never Markdown: names are in it. */
export function tooltipOf(tree: RepositoriesTree, node: Node): string {
  const { tooltip } = tree.resolveTreeItem(tree.getTreeItem(node), node);
  assert.ok(typeof tooltip === 'string');
  return tooltip;
}

function rowText({ label, description }: vscode.TreeItem): string {
  const text = typeof label === 'string' ? label : (label?.label ?? '');
  return typeof description === 'string' && description !== '' ? `${text} (${description})` : text;
}
