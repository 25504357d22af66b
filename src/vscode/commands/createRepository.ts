import { t } from '@vscode/l10n';
import { chooseServer } from '../choosing/chooseServer';
import { makeRepository } from '../choosing/makeRepository';
import { ServerNode } from '../views/nodes';
import type { Command } from './command';

/** *Create Repository…* on a server. */
export const createRepository: Command = {
  id: 'oxen.repository.create',
  async run(services, row) {
    const { accounts, opened, repositories } = services;
    const origin =
      row instanceof ServerNode ? row.origin : await chooseServer(services, t('Create Repository'));
    if (origin === undefined) return;
    const repository = await makeRepository(services, await accounts.server(origin));
    if (repository === undefined) return;

    await opened.add(origin, repository.name); // not every server lists all that it has
    repositories.refreshServer(origin);
  },
};
