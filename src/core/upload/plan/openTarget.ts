import { repositoryText } from '../../oxen/address';
import type { Repository } from '../../oxen/http/client';
import { UserError } from '../../userError';
import { findTarget, hiddenFrom, namesText, type TargetRequest } from './findTarget';
import type { Target } from './target';

/**
 * The target, after a look that its server, repository and branch are there.
 *
 * @throws UserError that names what is missing
 */
export async function openTarget(request: TargetRequest, signal: AbortSignal): Promise<Target> {
  const { target, missing, branches } = await findTarget(request, signal);
  if (missing === 'repository') throw noRepository(target.repository);
  if (missing === 'branch') {
    throw new UserError(
      `${repositoryText(request.repository)} has no branch ${target.branch}. It has ${namesText(branches)}.`,
      { advice: 'Check the name, or make the branch first.' },
    );
  }
  return target;
}

function noRepository({ name, server }: Repository): UserError {
  return new UserError(
    `There is no repository ${repositoryText(name)} on ${server.origin}, or it is ${hiddenFrom(server)}.`,
    {
      advice:
        server.keyWords === undefined
          ? 'Check the name. If the repository is private, connect with your key.'
          : 'Check the name, make the repository first, or ask its owner for access.',
    },
  );
}
