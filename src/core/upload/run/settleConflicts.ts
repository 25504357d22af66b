import { t } from '@vscode/l10n';
import { createBranch, branchHead } from '../../oxen/branches';
import { ConflictError } from '../../oxen/errors';
import type { CommitId } from '../../oxen/ids';
import type { Decisions } from '../host';
import { pathsOf, withoutPaths, onlyDestinations } from '../plan/partialPlan';
import { type Plan, plannedFiles, plannedPaths } from '../plan/plan';
import { findEntries } from '../plan/remoteTree';
import type { BranchName } from '../../oxen/branchName';
import type { RepoPath } from '../../repoPath';

/** A plan as it is against its branch now. */
export interface Settled {
  readonly plan: Plan;
  /** Paths that are left out for what somebody else has put there. */
  readonly skipped: number;
}

export interface SettleOptions {
  readonly decisions: Decisions;
  readonly signal: AbortSignal;
}

/**
 * Compares with what is there now, and has it decided what becomes of paths that somebody else has changed. Each is
 * decided on by its name: a decision on one path says nothing of another that has changed, also if that is seen only
 * now.
 *
 * @param problem where it is known already
 * @throws ConflictError when it is decided to fail
 */
export async function settleConflicts(
  plan: Plan,
  problem: ConflictError | undefined,
  { decisions, signal }: SettleOptions,
): Promise<Settled> {
  let wanted = plan;
  let { branch } = plan.target;
  const decided = new Set<string>();
  for (let open = problem; ;) {
    if (open !== undefined) {
      const decision = await decisions.onConflict(open.paths);
      signal.throwIfAborted();
      switch (decision.kind) {
        case 'fail':
          throw open;
        case 'overwrite':
          for (const path of open.paths) decided.add(path);
          break;
        case 'skip':
          wanted = withoutPaths(wanted, new Set(open.paths));
          break;
        case 'branch':
          await createBranch(plan.target.repository, decision.branch, branch, signal);
          branch = decision.branch;
          // Theirs stays on the other branch, whatever it is.
          for (const path of pathsOf(plan.blobs)) decided.add(path);
      }
    }
    const now = await compareAgain(wanted, branch, signal);
    const changed = now.changed.filter((path) => !decided.has(path));
    if (changed.length === 0) return { plan: now.plan, skipped: plannedFiles(plan) - plannedFiles(wanted) };
    open = conflict(changed);
  }
}

/** The plan as it was agreed to: it replaces what lay on the branch at that commit; nothing in an empty repository. */
export async function rebaseOn(base: CommitId | undefined, plan: Plan, signal: AbortSignal): Promise<Plan> {
  const paths = [...plannedPaths(plan).keys()];
  const { entries } =
    base === undefined
      ? { entries: new Map<string, { readonly hash: string }>() }
      : await findEntries(plan.target.repository, base, paths, signal);
  const blobs = plan.blobs.map((blob) => ({
    ...blob,
    destinations: blob.destinations.map((one) => ({ ...one, replaces: entries.get(one.path)?.hash })),
  }));
  return { ...plan, base, blobs };
}

interface ComparedAgain {
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
async function compareAgain(plan: Plan, branch: BranchName, signal: AbortSignal): Promise<ComparedAgain> {
  const { repository } = plan.target;
  const target = { ...plan.target, branch };
  const base = await branchHead(repository, branch, signal);
  if (base === undefined) return { plan: { ...plan, target, base }, changed: [] };
  const paths = [...plannedPaths(plan).keys()];
  const { entries, blocked } = await findEntries(repository, base, paths, signal);
  const impossible = paths.find((path) => blocked.has(path) || entries.get(path)?.isDirectory === true);
  if (impossible !== undefined) {
    throw new ConflictError(
      t(
        '{0} can no longer be uploaded: the branch {1} has a file where a directory is needed, or a directory where the file would be.',
        impossible,
        branch,
      ),
      [impossible],
      { advice: t('Check the branch, and upload to another directory.') },
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

/** Somebody else has changed these paths; the server need not have named them. */
export function conflict(paths: readonly (string | RepoPath)[], cause?: unknown): ConflictError {
  const named =
    paths.length === 0
      ? t('These files')
      : paths.length <= 3
        ? paths.join(', ')
        : t('{0} and {1} more', paths.slice(0, 3).join(', '), paths.length - 3);
  return new ConflictError(
    t(
      '{0} {1} changed on this branch by someone else. Nothing was committed.',
      named,
      paths.length === 1 ? 'was' : 'were',
    ),
    paths,
    {
      advice: t('Upload again to review what would be replaced, or choose another branch.'),
      cause,
    },
  );
}
