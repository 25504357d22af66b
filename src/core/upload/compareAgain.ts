import type { BranchName } from '../oxen/branchName';
import { branchHead } from '../oxen/branches';
import { ConflictError } from '../oxen/errors';
import { onlyDestinations } from './partialPlan';
import { type Plan, plannedPaths } from './plan';
import { findEntries } from './remoteTree';

/**
 * The plan as it is against the head of `branch` now: what lies there already is no longer part of it.
 *
 * @throws ConflictError when a path has become impossible there
 */
export async function compareAgain(plan: Plan, branch: BranchName, signal: AbortSignal): Promise<Plan> {
  const { repository } = plan.target;
  const target = { ...plan.target, branch };
  const base = await branchHead(repository, branch, signal);
  if (base === undefined) return { ...plan, target, base };
  const paths = [...plannedPaths(plan).keys()];
  const { entries, blocked } = await findEntries(repository, base, paths, signal);
  const impossible = paths.find((path) => blocked.has(path) || entries.get(path)?.isDirectory === true);
  if (impossible !== undefined) {
    throw new ConflictError(
      `${impossible} can no longer be uploaded: the branch ${branch} has a file where a directory is needed, or a directory where the file would be.`,
      [impossible],
      { advice: 'Look at the branch, and upload to another directory.' },
    );
  }
  const changed = onlyDestinations(plan, ({ path }, { hash }) => entries.get(path)?.hash !== hash);
  const blobs = changed.blobs.map((blob) => ({
    ...blob,
    destinations: blob.destinations.map(({ path }) => ({ path, replaces: entries.get(path)?.hash })),
  }));
  return { ...plan, target, base, blobs };
}
