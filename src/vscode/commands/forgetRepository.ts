import { chosen } from '../views/chosen';
import { RepositoryNode } from '../views/nodes';
import type { Command } from './command';

/** *Remove from This List*: of a repository that was opened by name or uploaded to. The server keeps it. */
export const forgetRepository: Command = {
  id: 'oxen.repository.forget',
  async run({ opened, repositories, targets }, row) {
    const { name, parent } = chosen(row, RepositoryNode);
    await opened.remove(parent.origin, name);
    await targets.forget(parent.origin, name);
    repositories.refresh(parent);
  },
};
