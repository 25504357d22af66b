import * as vscode from 'vscode';
import { repositoryText } from '../../core/oxen/address';
import { UserError } from '../../core/userError';
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
    const path = node.kind === 'repository' ? repositoryText(node.name) : node.listed.path;
    if (/\p{Cc}/u.test(path)) {
      throw new UserError(
        'This path has a control character in it, such as a line break. It was not copied.',
        {
          advice: 'In a terminal, whatever comes after a line break would run as a command.',
        },
      );
    }
    await vscode.env.clipboard.writeText(path);
  },
};
