import type { BranchName } from '../../oxen/branchName';
import { branchHead, createBranch } from '../../oxen/branches';
import type { TargetRequest } from './findTarget';
import { openTarget } from './openTarget';
import { planTarget, type PlannedTarget } from './planTarget';

export interface UploadTargetRequest extends TargetRequest {
  /** Whether a missing repository or branch is created. */
  readonly creates: boolean;
  /** Chosen in a conflict of the run that is resumed, instead of the branch that was ordered. */
  readonly decidedBranch: BranchName | undefined;
}

/** @throws UserError that names what is missing, unless it is created */
export async function planUploadTarget(
  { creates, decidedBranch: branch, ...request }: UploadTargetRequest,
  signal: AbortSignal,
): Promise<PlannedTarget> {
  const planned = creates
    ? await planTarget(request, signal)
    : { ...(await openTarget(request, signal)), missing: undefined };
  if (branch === undefined) return planned;
  // The run may have been interrupted before it was created; where it is there, it stays.
  const { target } = planned;
  await createBranch(target.repository, branch, target.branch, signal);
  const seenAt = performance.now();
  const base = await branchHead(target.repository, branch, signal);
  return { target: { ...target, branch }, base, seenAt, missing: undefined };
}
