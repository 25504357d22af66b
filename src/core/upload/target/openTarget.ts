import { t } from '@vscode/l10n';
import { repositoryText } from '../../oxen/address';
import type { Repository } from '../../oxen/http/client';
import { UserError } from '../../userError';
import { findTarget, hiddenFrom, namesText, type TargetRequest } from './findTarget';
import { type BranchNow, nowIn } from './target';

/**
 * The target as it is now, after a look that its server, repository and branch are there.
 *
 * @throws UserError that names what is missing
 */
export async function openTarget(request: TargetRequest, signal: AbortSignal): Promise<BranchNow> {
  const found = await findTarget(request, signal);
  const { target, missing } = found;
  if (missing === 'repository') throw noRepository(target.repository);
  if (missing === 'branch') {
    throw new UserError(
      t(
        '{0} has no branch {1}. It has {2}.',
        repositoryText(request.repository),
        target.branch,
        namesText(found.branches),
      ),
      { advice: t('Check the name, or create the branch first.') },
    );
  }
  return nowIn(target, found);
}

function noRepository({ name, server }: Repository): UserError {
  return new UserError(
    t(
      'There is no repository {0} on {1}, or it is {2}.',
      repositoryText(name),
      server.origin,
      hiddenFrom(server),
    ),
    {
      advice:
        server.keyWords === undefined
          ? t('Check the name. If the repository is private, connect with your key.')
          : t('Check the name, create the repository first, or ask its owner for access.'),
    },
  );
}
