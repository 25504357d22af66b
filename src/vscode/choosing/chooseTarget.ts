import { t } from '@vscode/l10n';
import type { Origin } from '../../core/oxen/address';
import type { Services } from '../services';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import { chooseBranch } from './chooseBranch';
import { chooseDirectory } from './chooseDirectory';
import { chooseRepository } from './chooseRepository';
import { connect } from './connect';

/** Server → repository → branch → directory; each of the last three may be a new one. */
export async function chooseTarget(services: Services): Promise<KnownTarget | undefined> {
  const origin = await chooseServer(services);
  if (origin === undefined) return undefined;

  const repository = await chooseRepository(services, await services.accounts.server(origin));
  if (repository === undefined) return undefined;

  const branch = await chooseBranch(services, repository);
  if (branch === undefined) return undefined;

  const directory = await chooseDirectory(services, repository, branch);
  if (directory === undefined) return undefined;

  return { origin: repository.server.origin, repository: repository.name, branch, directory };
}

/** One that is known, or another one. */
export async function chooseServer(
  services: Services,
  title = t('Choose Upload Target'),
): Promise<Origin | undefined> {
  const { accounts, prompts } = services;
  if (accounts.origins.length === 0) return (await connect(services))?.origin;
  const other = 'other';
  const chosen = await prompts.pick<Origin | typeof other>({
    title,
    placeholder: t('On which server?'),
    choices: [
      ...accounts.origins.map((origin) => ({ label: origin, value: origin })),
      { icon: 'add', label: t('Connect to Another Server…'), value: other },
    ],
  });
  return chosen === other ? (await connect(services))?.origin : chosen;
}
