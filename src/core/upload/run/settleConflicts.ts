import { createBranch } from '../../oxen/branches';
import type { ConflictError } from '../../oxen/errors';
import type { CommitId } from '../../oxen/ids';
import { compareAgain } from './compareAgain';
import { conflict } from './conflict';
import type { Decisions } from '../host';
import { pathsOf, withoutPaths } from '../plan/partialPlan';
import { type Plan, plannedFiles, plannedPaths } from '../plan/plan';
import { findEntries } from '../plan/remoteTree';

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
