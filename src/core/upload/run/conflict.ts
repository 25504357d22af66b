import { ConflictError } from '../../oxen/errors';
import type { RepoPath } from '../../repoPath';

/** Somebody else has changed these paths; the server need not have named them. */
export function conflict(paths: readonly (string | RepoPath)[], cause?: unknown): ConflictError {
  const named =
    paths.length === 0
      ? 'these files'
      : paths.length <= 3
        ? paths.join(', ')
        : `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more`;
  return new ConflictError(
    `Someone else has changed ${named} on this branch meanwhile. Nothing was committed.`,
    paths,
    {
      advice:
        'Look at the branch, then upload again: you will be shown what would be replaced. Or choose another branch.',
      cause,
    },
  );
}
