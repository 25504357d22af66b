import { t } from '@vscode/l10n';
import { type Origin, type RepositoryName, repositoryText } from '../../core/oxen/address';
import type { Services } from '../services';
import { chosen } from '../views/chosen';
import { RepositoryNode } from '../views/nodes';
import type { Command } from './command';

/** *Remove from This List*: of a repository that was opened by name or uploaded to. The server keeps it. */
export const forgetRepository: Command = {
  id: 'oxen.repository.forget',
  async run(services, row) {
    const { opened, repositories, targets } = services;
    const remembered = row === undefined ? await askFor(services) : ofRow(chosen(row, RepositoryNode));
    if (remembered === undefined) return;
    const { origin, name } = remembered;
    await opened.remove(origin, name);
    await targets.forget(origin, name);
    repositories.refreshServer(origin);
  },
};

interface Remembered {
  readonly origin: Origin;
  readonly name: RepositoryName;
}

function ofRow({ name, parent }: RepositoryNode): Remembered {
  return { origin: parent.origin, name };
}

/** Of all that are remembered, whether or not their servers list them by now. */
async function askFor({ accounts, opened, prompts, targets }: Services): Promise<Remembered | undefined> {
  const all = [
    ...accounts.origins.flatMap((origin) => opened.of(origin).map((name) => ({ origin, name }))),
    ...targets.recent.map(({ origin, repository }) => ({ origin, name: repository })),
  ];
  const each = new Map(all.map((one) => [`${one.origin}/${repositoryText(one.name)}`, one]));
  if (each.size === 0) {
    prompts.inform(t('No repository has been opened by name or uploaded to.'));
    return undefined;
  }
  return prompts.pick({
    title: t('Remove from This List'),
    placeholder: t('Which repository? The server keeps it.'),
    choices: [...each.values()].map((value) => ({
      icon: 'repo',
      label: repositoryText(value.name),
      description: value.origin,
      value,
    })),
  });
}
