import type { BranchName } from '../../oxen/branchName';
import { branchHead } from '../../oxen/branches';
import { ConflictError } from '../../oxen/errors';
import type { RepoPath } from '../../repoPath';
import { onlyDestinations } from '../plan/partialPlan';
import { type Plan, plannedFiles, plannedPaths } from '../plan/plan';
import { findEntries } from '../plan/remoteTree';

export interface ComparedAgain {
  /** Without what lies there already. */
  readonly plan: Plan;
  /** Its paths that hold something else by now than the plan was to replace. */
  readonly changed: readonly RepoPath[];
}

/**
 * The plan as it is against the head of `branch` now.
 *
 * @throws ConflictError when a path has become impossible there
 */
export async function compareAgain(
  plan: Plan,
  branch: BranchName,
  signal: AbortSignal,
): Promise<ComparedAgain> {
  const { repository } = plan.target;
  const target = { ...plan.target, branch };
  const base = await branchHead(repository, branch, signal);
  if (base === undefined) return { plan: { ...plan, target, base }, changed: [] };
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
  const left = onlyDestinations(plan, ({ path }, { hash }) => entries.get(path)?.hash !== hash);
  const destinations = left.blobs.flatMap((blob) => blob.destinations);
  const changed = destinations.filter(({ path, replaces }) => entries.get(path)?.hash !== replaces);
  const blobs = left.blobs.map((blob) => ({
    ...blob,
    destinations: blob.destinations.map((one) => ({ ...one, replaces: entries.get(one.path)?.hash })),
  }));
  const unchanged = plan.unchanged + plannedFiles(plan) - destinations.length;
  return { plan: { ...plan, target, base, blobs, unchanged }, changed: changed.map(({ path }) => path) };
}
