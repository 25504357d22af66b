import type { BranchName } from '../oxen/branchName';
import { createBranch } from '../oxen/branches';
import { ConflictError } from '../oxen/errors';
import type { Commit } from '../oxen/schemas';
import { deleteWorkspace } from '../oxen/workspaces';
import { commit } from './commit';
import { compareAgain } from './compareAgain';
import { findHub } from './findHub';
import type { Journal } from './journal/journal';
import { openWorkspace } from './openWorkspace';
import { withoutPaths } from './partialPlan';
import { type FailedFile, type Plan, plannedFiles } from './plan';
import { provenFeatures } from './provenFeatures';
import type { RunOptions } from './run';
import { sendPlan, type SendPlanOptions } from './sendPlan';
import { LostCommitError, verify } from './verify';

/** What became of a plan. Without a commit: it was decided not to, or nothing was left to commit. */
export interface Outcome {
  readonly commit: Commit | undefined;
  readonly branch: BranchName;
  /** Paths that the commit changed. */
  readonly uploaded: number;
  readonly failed: readonly FailedFile[];
  /** Paths left out for what somebody else has put there. */
  readonly skipped: number;
}

export interface CommitPlanOptions
  extends Pick<RunOptions, 'text' | 'signal' | 'report' | 'line'>, SendPlanOptions {
  /** Told when the server has the workspace. */
  readonly onOpen: () => void;
  /** Told as soon as the commit exists, before it is verified. */
  readonly onCommit: (commit: Commit | undefined) => void;
}

/** How often somebody else may be faster than we. */
const ROUNDS = 5;

/**
 * Sends, commits and verifies. Where somebody else was faster it is decided what to do, and what is to be committed
 * is staged anew on what is there now: a branch is never moved.
 */
export async function commitPlan(
  first: Plan,
  journal: Journal,
  options: CommitPlanOptions,
): Promise<Outcome> {
  const { servers, signal, report, line } = options;
  const hub = await findHub(first.target, servers, { signal, report });
  const failed: FailedFile[] = [];
  let plan = first;
  let skipped = 0;
  for (let round = 1; ; round++) {
    const opened = await openWorkspace(plan, journal, signal);
    options.onOpen();
    const { workspace } = opened;
    const features = await provenFeatures(workspace, plan.target.features, servers, signal);
    const sending = { workspace, features, hub, signal, report, line, achieved: journal.achieved };
    const sent = await sendPlan(plan, opened, sending, options);
    failed.push(...sent.failed);
    plan = sent.plan;
    const outcome = { commit: undefined, branch: plan.target.branch, uploaded: 0, failed, skipped };
    if (sent.isDiscarded || plan.blobs.length === 0) return outcome;
    try {
      await hub?.pushStarted(signal);
      const made = await commit(plan, { text: options.text, uploadId: journal.begin.id }, sending);
      options.onCommit(made);
      await hub?.pushCompleted(plan.target.branch, made.id, signal);
      await verify(plan, made, sending);
      return { ...outcome, commit: made, uploaded: plannedFiles(plan) };
    } catch (error) {
      if (round === ROUNDS) throw error;
      if (error instanceof LostCommitError) options.onCommit(undefined);
      const { wanted, target } = await afterConflict(error, plan, options);
      skipped += plannedFiles(plan) - plannedFiles(wanted);
      plan = await compareAgain(wanted, target, signal);
      await deleteWorkspace(workspace, signal);
    }
  }
}

/**
 * What is to be committed after somebody else was faster, and on which branch.
 *
 * @throws the error, when it is another one, or when it is decided to fail
 */
async function afterConflict(
  error: unknown,
  plan: Plan,
  { decisions, signal }: CommitPlanOptions,
): Promise<{ readonly wanted: Plan; readonly target: BranchName }> {
  const { repository, branch } = plan.target;
  if (error instanceof LostCommitError) return { wanted: plan, target: branch };
  if (!(error instanceof ConflictError)) throw error;
  const decision = await decisions.onConflict(error.paths);
  signal.throwIfAborted();
  switch (decision.kind) {
    case 'fail':
      throw error;
    case 'overwrite':
      return { wanted: plan, target: branch };
    case 'skip':
      return { wanted: withoutPaths(plan, new Set(error.paths)), target: branch };
    case 'branch':
      await createBranch(repository, decision.branch, branch, signal);
      return { wanted: plan, target: decision.branch };
  }
}
