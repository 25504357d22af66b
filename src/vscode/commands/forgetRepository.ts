import { chosen } from '../views/chosen';
import { RepositoryNode } from '../views/nodes';
import type { Command } from './command';

/** *Remove from This List*: of a repository that was opened by name. The server keeps it. */
export const forgetRepository: Command = {
  id: 'oxen.repository.forget',
  async run({ opened, repositories }, row) {
    const { name, parent } = chosen(row, RepositoryNode);
    await opened.remove(parent.origin, name);
    repositories.refresh(parent);
  },
};
