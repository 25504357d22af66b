import * as vscode from 'vscode';
import { type Linked, linkTo } from '../../core/oxen/link';
import { chosen } from '../views/chosen';
import { BranchNode, DirectoryNode, FileNode, placeOf, RepositoryNode } from '../views/nodes';
import type { Command } from './command';

type LinkedNode = RepositoryNode | BranchNode | DirectoryNode | FileNode;

/** *Copy Link* */
export const copyLink: Command = {
  id: 'oxen.repositories.copyLink',
  async run(_, row) {
    const node = chosen<LinkedNode>(row, RepositoryNode, BranchNode, DirectoryNode, FileNode);
    await vscode.env.clipboard.writeText(linkTo(linked(node)));
  },
};

/** What a row stands for. */
export function linked(node: LinkedNode): Linked {
  if (node.kind === 'repository') return { origin: node.parent.origin, repository: node.name };
  const { origin, repository, branch, directory } = placeOf(node.kind === 'file' ? node.parent : node);
  if (node.kind !== 'file') return { origin, repository, at: { kind: 'dir', branch, path: directory } };
  return { origin, repository, at: { kind: 'file', branch, path: node.listed.path } };
}
