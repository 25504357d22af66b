import { t } from '@vscode/l10n';
import type { BranchName } from '../../core/oxen/branchName';
import { listBranches } from '../../core/oxen/branches';
import type { Repository } from '../../core/oxen/http/client';
import { UserError } from '../../core/userError';

/**
 * For who asks for a new branch: the server takes the name of one that is there without a word, and what lies on it
 * is not to be mixed with this.
 *
 * @throws UserError when there is a branch of that name
 */
export async function requireNewBranch(
  repository: Repository,
  wanted: BranchName,
  signal: AbortSignal,
): Promise<void> {
  const branches = await listBranches(repository, signal);
  if (!branches.some(({ name }) => name === wanted)) return;
  throw new UserError(t('There is a branch {0} already.', wanted), { advice: t('Give another name.') });
}
