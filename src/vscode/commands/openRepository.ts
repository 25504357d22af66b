import { t } from '@vscode/l10n';
import { getRepository } from '../../core/oxen/repositories';
import { chooseServer } from '../choosing/chooseServer';
import { repositoryOn } from '../choosing/repositoryOn';
import { ServerNode } from '../views/nodes';
import type { Command } from './command';

/** *Open Repository…*: adds one to a server's rows by name, for servers that do not list it. */
export const openRepository: Command = {
  id: 'oxen.repository.open',
  async run(services, row) {
    const { accounts, opened, prompts, repositories } = services;
    const origin =
      row instanceof ServerNode ? row.origin : await chooseServer(services, t('Open Repository'));
    if (origin === undefined) return;
    const server = await accounts.server(origin);
    const repository = await prompts.askText({
      title: t('Open a repository on {0}', origin),
      prompt: t('Its namespace and name, or its address'),
      placeholder: t('NAMESPACE/NAME'),
      read: async (text, signal) => {
        const typed = repositoryOn(server, text);
        await getRepository(typed, signal);
        return typed.name;
      },
    });
    if (repository === undefined) return;

    await opened.add(origin, repository);
    repositories.refreshServer(origin);
  },
};
