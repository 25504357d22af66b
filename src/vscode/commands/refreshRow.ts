import { chosen } from '../views/chosen';
import { BranchNode, DirectoryNode, RepositoryNode, ServerNode } from '../views/nodes';
import type { Command } from './command';

/** *Refresh* in the menu of a row, and *Try Again* below one. */
export const refreshRow: Command = {
  id: 'oxen.repositories.refreshRow',
  run({ repositories }, row) {
    const kinds = [ServerNode, RepositoryNode, BranchNode, DirectoryNode];
    repositories.refresh(chosen<ServerNode | RepositoryNode | BranchNode | DirectoryNode>(row, ...kinds));
  },
};
