import type { BranchName } from '../oxen/branchName';
import type { FailedFile } from './plan/plan';

/** What to do with a run of which files failed: send those again, commit what did not fail, or commit nothing. */
export type FailureDecision = 'retry' | 'commit' | 'discard';

/** What to do with files that somebody else has changed on the branch meanwhile. */
export type ConflictDecision =
  { readonly kind: 'fail' | 'overwrite' | 'skip' } | { readonly kind: 'branch'; readonly branch: BranchName };

/** What a run asks when it cannot know what is wanted. A cancel while it asks is for the asked one to notice. */
export interface Decisions {
  onFailure(failed: readonly FailedFile[]): Promise<FailureDecision>;
  onConflict(paths: readonly string[]): Promise<ConflictDecision>;
}
