import { t } from '@vscode/l10n';
import { parseBranch } from '../../core/oxen/branchName';
import { listBranches } from '../../core/oxen/branches';
import { UserError } from '../../core/userError';
import { makeBranch } from '../choosing/chooseBranch';
import { chosen } from '../views/chosen';
import { BranchNode, RepositoryNode } from '../views/nodes';
import type { Command } from './command';

/** *Create Branch…*: from the branch that it was called on; on a repository, from one that is asked for. */
export const createBranch: Command = {
  id: 'oxen.branch.create',
  async run(services, row) {
    const { accounts, prompts, repositories } = services;
    const node = chosen<RepositoryNode | BranchNode>(row, RepositoryNode, BranchNode);
    const { parent, name } = node.kind === 'branch' ? node.parent : node;
    const repository = (await accounts.server(parent.origin)).repository(name);
    const names =
      node.kind === 'branch'
        ? [node.name]
        : await prompts.busy(t('Looking up the branches'), async (signal) =>
            (await listBranches(repository, signal)).map((branch) => branch.name),
          );
    if (names.length === 0) {
      throw new UserError(t('The repository is empty: there is no commit to create a branch from.'), {
        advice: t('Upload something first. That creates the first branch.'),
      });
    }
    const made = await makeBranch({ prompts }, repository, names.map(parseBranch));
    if (made !== undefined) repositories.refresh(node.kind === 'branch' ? node.parent : node);
  },
};
