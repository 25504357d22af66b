import { createBranch } from '../../oxen/branches';
import type { Journal } from '../journal/journal';
import type { Target } from '../plan/target';

/** Where an interrupted run goes on: to the branch that was decided on meanwhile, if one was. */
export async function resumeTarget(
  target: Target,
  { checkpoint: { branch } }: Journal,
  signal: AbortSignal,
): Promise<Target> {
  if (branch === undefined) return target;
  // The run may have been interrupted before it was made; where it is there, it stays as it is.
  await createBranch(target.repository, branch, target.branch, signal);
  return { ...target, branch };
}
