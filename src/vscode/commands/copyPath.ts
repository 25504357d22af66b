import { t } from '@vscode/l10n';
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
        t('The path was not copied: it contains a control character, such as a line break.'),
        {
          advice: t('Pasted into a terminal, anything after a line break would run as a command.'),
        },
      );
    }
    await vscode.env.clipboard.writeText(path);
  },
};
