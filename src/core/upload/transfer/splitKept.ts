import { unstage } from '../../oxen/staging';
import type { SendContext } from '../engines/engine';
import type { HashedFile } from './hashedFiles';

/**
 * Parts files into those that an earlier process has staged and the others. What lies in the places of these is taken out.
 *
 * @param staged paths that an earlier process has staged something at
 */
export async function splitKept(
  group: readonly HashedFile[],
  staged: ReadonlySet<string>,
  { workspace, checkpoint, signal }: SendContext,
): Promise<{ readonly kept: readonly HashedFile[]; readonly others: readonly HashedFile[] }> {
  const kept: HashedFile[] = [];
  const others: HashedFile[] = [];
  for (const one of group) {
    const { file, digest } = one;
    const isKept = staged.has(file.path) && checkpoint.isStaged(file.path, digest.hash);
    (isKept ? kept : others).push(one);
  }
  const outdated = others.map(({ file }) => file.path).filter((path) => staged.has(path));
  await unstage(workspace, outdated, signal);
  return { kept, others };
}
