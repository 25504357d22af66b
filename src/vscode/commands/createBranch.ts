import { t } from '@vscode/l10n';
import { parseBranch } from '../../core/oxen/branchName';
import { listBranches } from '../../core/oxen/branches';
import type { Repository } from '../../core/oxen/http/client';
import { UserError } from '../../core/userError';
import { makeBranch } from '../choosing/chooseBranch';
import { chooseRepository } from '../choosing/chooseRepository';
import { chooseServer } from '../choosing/chooseServer';
import { BACK } from '../prompts/stepped';
import type { Services } from '../services';
import { BranchNode, RepositoryNode } from '../views/nodes';
import type { Command } from './command';

/** *Create Branch…*: from the branch that it was called on; on a repository, or on no row, from one that is asked for. */
export const createBranch: Command = {
  id: 'oxen.branch.create',
  async run(services, row) {
    const { prompts, repositories } = services;
    const repository = await repositoryFor(row, services);
    if (repository === undefined) return;
    const names =
      row instanceof BranchNode
        ? [row.name]
        : await prompts.busy(t('Looking up the branches'), async (signal) =>
            (await listBranches(repository, signal)).map((branch) => branch.name),
          );
    if (names.length === 0) {
      throw new UserError(t('The repository is empty: there is no commit to create a branch from.'), {
        advice: t('Upload something first. That creates the first branch.'),
      });
    }
    if ((await makeBranch({ prompts }, repository, names.map(parseBranch))) === undefined) return;
    if (row instanceof BranchNode) repositories.refresh(row.parent);
    else if (row instanceof RepositoryNode) repositories.refresh(row);
    else repositories.refreshServer(repository.server.origin);
  },
};

async function repositoryFor(row: unknown, services: Services): Promise<Repository | undefined> {
  const { accounts } = services;
  const node = row instanceof BranchNode ? row.parent : row;
  if (node instanceof RepositoryNode)
    return (await accounts.server(node.parent.origin)).repository(node.name);
  const origin = await chooseServer(services, t('Create Branch'));
  const chosen = origin && (await chooseRepository(services, await accounts.server(origin)));
  return chosen === BACK ? undefined : chosen;
}
