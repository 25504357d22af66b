import { t } from '@vscode/l10n';
import { getRepository } from '../../core/oxen/repositories';
import { repositoryOn } from '../choosing/repositoryOn';
import { chosen } from '../views/chosen';
import { ServerNode } from '../views/nodes';
import type { Command } from './command';

/** *Open Repository…*: adds one to its server's rows by name, for servers that do not list it. */
export const openRepository: Command = {
  id: 'oxen.repository.open',
  async run({ accounts, opened, prompts, repositories }, row) {
    const node = chosen(row, ServerNode);
    const server = await accounts.server(node.origin);
    const repository = await prompts.askText({
      title: t('Open a repository on {0}', node.origin),
      prompt: t('Its namespace and name, or its address'),
      placeholder: t('NAMESPACE/NAME'),
      read: async (text, signal) => {
        const typed = repositoryOn(server, text);
        await getRepository(typed, signal);
        return typed.name;
      },
    });
    if (repository === undefined) return;

    await opened.add(node.origin, repository);
    repositories.refresh(node);
  },
};
