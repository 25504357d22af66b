import { shareThread } from '../../shareThread';
import type { Preparation, PreparedFile } from '../plan/preparation';
import { secretIn, withoutFiles } from '../plan/secrets';
import type { ReviewReply } from './messages';

/** As the scan leaves them, but for files that were named otherwise: a directory is then a range of them. */
export function inOrder(preparation: Preparation): Preparation {
  const { files } = preparation;
  if (files.every(({ path }, index) => index === 0 || (files[index - 1]?.path ?? '') <= path))
    return preparation;
  return { ...preparation, files: files.toSorted((one, other) => (one.path < other.path ? -1 : 1)) };
}

/** What is left of a preparation, whose files are in order, once it was reviewed. */
export async function approvedOf(
  preparation: Preparation,
  { ticks, edited }: Extract<ReviewReply, { kind: 'upload' }>,
): Promise<Preparation> {
  const now = withEdited(preparation, edited);
  const reasons = new Map(now.secrets.map(({ destination, reason }) => [destination, reason]));
  await shareThread();
  return withoutFiles(now, ({ path, standing }, index) =>
    standing === 'unchanged' || ticks[index] === 1 ? undefined : (reasons.get(path) ?? 'unticked'),
  );
}

/** What was there already may be a secret that goes, once it has been edited. */
function withEdited(preparation: Preparation, edited: readonly string[]): Preparation {
  const paths = new Set(edited);
  if (paths.size === 0) return preparation;
  const secrets = [...preparation.secrets];
  const files = preparation.files.map((file): PreparedFile => {
    if (!paths.has(file.source)) return file;
    if (file.standing !== 'unchanged') return { ...file, digest: undefined };
    const changed: PreparedFile = { ...file, standing: 'changed', digest: undefined };
    secrets.push(...secretIn(changed));
    return changed;
  });
  return { ...preparation, files, secrets };
}
