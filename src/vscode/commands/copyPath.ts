import * as vscode from 'vscode';
import { repositoryText } from '../../core/oxen/address';
import { chosen } from '../views/chosen';
import { DirectoryNode, FileNode, RepositoryNode } from '../views/nodes';
import type { Command } from './command';

/** *Copy Path*: of a file or directory inside its repository; of a repository, its full name. */
export const copyPath: Command = {
  id: 'oxen.repositories.copyPath',
  async run(_, row) {
    const node = chosen<RepositoryNode | DirectoryNode | FileNode>(
      row,
      RepositoryNode,
      DirectoryNode,
      FileNode,
    );
    await vscode.env.clipboard.writeText(
      node.kind === 'repository' ? repositoryText(node.name) : node.listed.path,
    );
  },
};
