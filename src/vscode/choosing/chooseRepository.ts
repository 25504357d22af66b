import { t } from '@vscode/l10n';
import { type Origin, parseRepository, type RepositoryName, repositoryText } from '../../core/oxen/address';
import type { OxenServer, Repository } from '../../core/oxen/http/client';
import { UserError } from '../../core/userError';
import { listAllRepositories } from '../allRepositories';
import type { Choice } from '../prompts/pick';
import { BACK, type Back, type Stepped } from '../prompts/stepped';
import type { Services } from '../services';
import { type Answer, askThen } from './askThen';
import { ensureConnected } from './connect';
import { isThere, makeRepository, makeVisible } from './makeRepository';

/** What was chosen: a repository by its name or address, or a new one. */
type Wish = { readonly address: string } | 'new';

/** A repository that is listed, typed or pasted, or a new one. A pasted address may lead to another server. */
export async function chooseRepository(
  services: Services,
  server: OxenServer,
  stepped: Stepped<Back> = {},
): Promise<Answer<Repository>> {
  const choose = () =>
    services.prompts.pick<Wish | Back>({
      title: t('Choose Upload Target: {0}', server.origin),
      placeholder: t('Which repository? Choose one, type NAMESPACE/NAME, or paste an address'),
      loading: (signal) => listAll(services, server, signal),
      typed: (address) =>
        address.includes('/')
          ? { label: address, description: t('as typed'), value: { address } }
          : undefined,
      choices: [],
      last: { icon: 'add', label: t('New Repository…'), value: 'new' },
      ...stepped,
    });
  return askThen(choose, (wish) =>
    wish === 'new'
      ? makeRepository(services, server, { ...stepped, back: BACK })
      : openWished(services, server, wish.address),
  );
}

async function openWished(
  services: Services,
  server: OxenServer,
  address: string,
): Promise<Answer<Repository>> {
  const { origin, repository } = parseRepository(address);
  const home = origin === undefined || origin === server.origin ? server : await serverOf(services, origin);
  return home && openOrMake(services, home.repository(repository));
}

async function serverOf(services: Services, origin: Origin): Promise<OxenServer | undefined> {
  return (await ensureConnected(services, origin)) ? services.accounts.server(origin) : undefined;
}

async function openOrMake({ prompts }: Services, repository: Repository): Promise<Answer<Repository>> {
  const name = repositoryText(repository.name);
  const { origin } = repository.server;
  if (await prompts.busy(t('Opening {0}', name), (signal) => isThere(repository, signal))) return repository;
  const yes = await prompts.confirm({
    message: t('There is no repository {0} on {1}, or it is hidden from you.', name, origin),
    yes: t('Create It'),
  });
  if (!yes) return BACK;
  await prompts.busy(t('Creating {0}', name), (signal) => makeVisible(repository, signal));
  return repository;
}

/** As far as the server tells: what is missing can be typed, so a failure is for the log only. */
async function listAll(
  { log }: Services,
  server: OxenServer,
  signal: AbortSignal,
): Promise<readonly Choice<Wish>[]> {
  try {
    const { repositories } = await listAllRepositories(server, signal);
    return repositories.map(choiceOf);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log.warn(`The repositories of ${server.origin} cannot be listed: ${error.message}`);
    return [];
  }
}

function choiceOf(repository: RepositoryName): Choice<Wish> {
  const address = repositoryText(repository);
  return { icon: 'repo', label: address, value: { address } };
}
