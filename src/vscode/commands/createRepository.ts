import { makeRepository } from '../choosing/makeRepository';
import { chosen } from '../views/chosen';
import { ServerNode } from '../views/nodes';
import type { Command } from './command';

/** *Create Repository…* on a server. */
export const createRepository: Command = {
  id: 'oxen.repository.create',
  async run(services, row) {
    const { accounts, opened, repositories } = services;
    const node = chosen(row, ServerNode);
    const repository = await makeRepository(services, await accounts.server(node.origin));
    if (repository === undefined) return;

    await opened.add(node.origin, repository.name); // not every server lists all that it has
    repositories.refresh(node);
  },
};
