import type { BranchName } from '../oxen/branchName';
import type { CommitText } from '../oxen/commitWorkspace';
import type { BeginRecord } from './journal/records';
import type { Concern } from './plan/concerns';
import type { FailedFile } from './plan/plan';
import type { Preparation } from './plan/preparation';

/**
 * What an upload asks of whoever runs it: VS Code, the command line, a test. A cancel while it asks is for the asked
 * one to notice.
 */
export interface UploadHost {
  /** Shows what will happen, before anything is made on the server or sent. */
  review(preparation: Preparation, circumstances: Circumstances): Promise<Review>;
  /** Some files could not be read; nothing has been sent yet. */
  onUnreadable(failed: readonly FailedFile[]): Promise<UnreadableDecision>;
  onFailure(failed: readonly FailedFile[]): Promise<FailureDecision>;
  onConflict(paths: readonly string[]): Promise<ConflictDecision>;
}

/** What else a review may want to tell, or to leave unasked. */
export interface Circumstances {
  /** The interrupted upload that is resumed: what was approved when it began. */
  readonly resumes: BeginRecord | undefined;
  /** What has to be created first, as a sentence. */
  readonly creates: string | undefined;
  /** What is unusual about the whole selection; not told again where an upload is resumed. */
  readonly concerns: readonly Concern[];
}

/** What becomes of private keys that show only when the files are read: of many, not all are looked into before. */
export type LateKeys = 'send' | 'skip' | 'fail';

/** The answer of a review, with the preparation that is left after it. */
export type Review =
  | {
      readonly answer: 'upload';
      readonly preparation: Preparation;
      readonly text: CommitText;
      readonly lateKeys: LateKeys;
    }
  /** Everything that there was to send is left out. */
  | { readonly answer: 'nothing left' | 'cancel'; readonly preparation: Preparation };

/** What to do about files that cannot be read: read them again, go on without them, or upload nothing. */
export type UnreadableDecision = 'retry' | 'leave out' | 'cancel';

/** What to do with a run of which files failed: send those again, commit what did not fail, or commit nothing. */
export type FailureDecision = 'retry' | 'commit' | 'discard';

/** What to do with files that somebody else has changed on the branch meanwhile. */
export type ConflictDecision =
  { readonly kind: 'fail' | 'overwrite' | 'skip' } | { readonly kind: 'branch'; readonly branch: BranchName };

/** What a run asks, when it cannot know what is wanted. */
export type Decisions = Pick<UploadHost, 'onFailure' | 'onConflict'>;
