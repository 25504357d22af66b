import { t } from '@vscode/l10n';
import { repositoryText } from '../../core/oxen/address';
import type { OxenServer, Repository } from '../../core/oxen/http/client';
import { HttpError } from '../../core/oxen/errors';
import { createRepository, getRepository } from '../../core/oxen/repositories';
import { UserError } from '../../core/userError';
import type { Stepped } from '../prompts/stepped';
import type { Services } from '../services';
import { repositoryOn } from './repositoryOn';

/** Asks for a new repository, and makes it; not one that is there: who asks for a new one wants it empty. */
export async function makeRepository<Back = never>(
  { prompts }: Services,
  server: OxenServer,
  stepped: Stepped<Back> = {},
): Promise<Repository | Back | undefined> {
  return prompts.askText<Repository | Back>({
    title: t('New repository on {0}', server.origin),
    prompt: t('Its namespace and name'),
    placeholder: t('NAMESPACE/NAME'),
    read: async (text, signal) => {
      const repository = repositoryOn(server, text);
      if (await isThere(repository, signal)) {
        throw new UserError(
          t('There is a repository {0} on {1} already.', repositoryText(repository.name), server.origin),
          {
            advice: t('Give another name, or choose it from the list.'),
          },
        );
      }
      await makeVisible(repository, signal);
      return repository;
    },
    ...stepped,
  });
}

/** @throws UserError for one that is there, but hidden: the server takes its name for made */
export async function makeVisible(repository: Repository, signal: AbortSignal): Promise<void> {
  await createRepository(repository, signal);
  if (await isThere(repository, signal)) return;
  const { name, server } = repository;
  throw new UserError(
    t(
      'There is a repository {0} on {1} already, but it is hidden from you.',
      repositoryText(name),
      server.origin,
    ),
    { advice: t('Give another name, or ask its owner for access.') },
  );
}

export async function isThere(repository: Repository, signal: AbortSignal): Promise<boolean> {
  try {
    await getRepository(repository, signal);
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return false;
    throw error;
  }
}
