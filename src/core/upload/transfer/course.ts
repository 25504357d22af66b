import type { SkipReason } from '../../files/localFile';
import type { BranchName } from '../../oxen/branchName';
import type { CommitId } from '../../oxen/ids';
import type { Commit } from '../../oxen/schemas';
import type { FailedFile, PlannedBlob } from '../plan/plan';
import type { KnownFile, PreparedFile, WantedFile } from '../plan/preparation';
import type { Target } from '../target/target';

/** A file that a run has left out. */
export interface LeftOutFile extends WantedFile {
  readonly reason: SkipReason;
}

/** What a run is still to bring to a branch, and what became of the rest. */
export interface Course {
  readonly target: Target;
  /** The commit that the files were compared with; none in an empty repository. */
  readonly base: CommitId | undefined;
  readonly files: readonly WantedFile[];
  /** Files whose place held their content when they were reviewed. */
  readonly found: readonly PreparedFile[];
  /** Files whose place held their content already, as was found out in this run. */
  readonly unchanged: readonly KnownFile[];
  /** For what somebody else has put in their places, or what showed when they were read. */
  readonly skipped: readonly LeftOutFile[];
  readonly failed: readonly FailedFile[];
}

/** What became of a run. Without a commit: it was decided not to, or nothing was left to commit. */
export interface Outcome {
  readonly commit: Commit | undefined;
  readonly branch: BranchName;
  /** What the commit has put there; not known of one that another process made. */
  readonly blobs: readonly PlannedBlob[];
  /** Paths that the commit changed. */
  readonly uploaded: number;
  /** Bytes that lie at them; not known of a commit that another process made. */
  readonly content: number | undefined;
  /** What lay there when it was reviewed. */
  readonly found: readonly PreparedFile[];
  /** What turned out in the run to lie there. */
  readonly unchanged: readonly KnownFile[];
  /** Of a commit that another process made: whether it put there what lies at a path, which shows as unchanged by now. */
  readonly isEarlier?: (path: string) => boolean;
  readonly failed: readonly FailedFile[];
  readonly skipped: readonly LeftOutFile[];
}

/** So far, with nothing committed. */
export function uncommitted({ target: { branch }, found, unchanged, failed, skipped }: Course): Outcome {
  const nothing = { commit: undefined, blobs: [], uploaded: 0, content: 0 };
  return { ...nothing, branch, found, unchanged, failed, skipped };
}
