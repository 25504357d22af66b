import { t } from '@vscode/l10n';
import type { Origin } from '../../core/oxen/address';
import { ServerNode } from '../views/nodes';
import type { Services } from '../services';
import type { Command } from './command';

/** *Remove Server…*: forgets a server and its key; the one whose row it was called on, or one that is asked for. */
export const removeServer: Command = {
  id: 'oxen.server.disconnect',
  async run(services, row) {
    const { accounts, prompts } = services;
    const origin = row instanceof ServerNode ? row.origin : await chooseServer(services);
    if (origin === undefined) return;

    const hadKey = (await accounts.key(origin)) !== undefined;
    const yes = await prompts.confirm({
      message: t('Remove {0}?', origin),
      detail: [
        hadKey ? t('Its key is deleted from the secret storage of VS Code.') : t('No key is stored for it.'),
        t('Nothing changes on the server.'),
      ],
      yes: t('Remove'),
    });
    if (!yes) return;
    await accounts.remove(origin);
    prompts.inform(hadKey ? t('Removed {0}; its key was deleted.', origin) : t('Removed {0}.', origin));
  },
};

async function chooseServer({ accounts, prompts }: Services): Promise<Origin | undefined> {
  const [only, ...others] = accounts.origins;
  if (only === undefined) {
    prompts.inform(t('You are not connected to any server.'));
    return undefined;
  }
  return prompts.pick({
    title: t('Remove Server'),
    placeholder: t('Which server? Its key is deleted when it has one.'),
    choices: [only, ...others].map((origin) => ({ label: origin, value: origin })),
  });
}
