import type { SkippedFile } from '../../files/localFile';
import type { BranchName } from '../../oxen/branchName';
import type { Commit } from '../../oxen/schemas';
import type { UserError } from '../../userError';
import type { FailedFile, PlannedBlob } from '../plan/plan';
import type { ReceiptDocument } from '../receipt/form';

/**
 * How a run ended. `committed` means: verified. `interrupted`: nothing is committed, and what was accepted waits to
 * be resumed.
 */
export type RunResult = 'committed' | 'nothing to do' | 'failed' | 'cancelled' | 'interrupted';

export interface Receipt {
  readonly result: RunResult;
  readonly commit: Commit | undefined;
  /** The one that the commit is on: another than the target's where the user chose so. */
  readonly branch: BranchName;
  /** Paths changed by the commit, and the files that were not uploaded by kind. */
  readonly files: Record<'uploaded' | 'unchanged' | 'skipped' | 'refused' | 'failed', number>;
  /** What the commit has put there; not known of one that an earlier process made. */
  readonly blobs: readonly PlannedBlob[];
  /** Bytes that lie at the paths that the commit changed; `undefined` where that is not known. */
  readonly content: number | undefined;
  /** Content bytes that the server accepted. */
  readonly bytes: number;
  readonly engine: string;
  readonly failed: readonly FailedFile[];
  /** What the run itself left out. */
  readonly skipped: readonly SkippedFile[];
  /** What is kept of it. */
  readonly document?: ReceiptDocument;
  /** Why the run as a whole ended, when it was not for single files. */
  readonly error: UserError | undefined;
}
