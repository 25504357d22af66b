import type { ContentHash } from '../../contentHash';
import type { BranchName } from '../../oxen/branchName';
import { commitId, type CommitId, workspaceId, type WorkspaceId } from '../../oxen/ids';
import type { RepoPath } from '../../repoPath';
import type { JournalRecord } from './records';

/** Chunks of one blob that the server took, under an engine's name for the upload. */
export interface PartialUpload {
  readonly upload: string;
  readonly numbers: ReadonlySet<number>;
}

/** What a run has achieved so far, as its journal tells. */
export class Checkpoint {
  private workspaceId: WorkspaceId | undefined;
  private isOutdated = false;
  private approvedBase: CommitId | undefined;
  private decidedBranch: BranchName | undefined;
  private approvedFiles = 0;
  private readonly approvals = new Map<string, string | undefined>();
  private readonly left = new Set<string>();
  private readonly stagedHashes = new Map<string, string>();
  private readonly uploads = new Map<string, { upload: string; numbers: Set<number> }>();

  /** @param records of earlier processes */
  constructor(records: Iterable<JournalRecord> = []) {
    for (const record of records) this.recall(record);
  }

  /** Asked of the server, or about to be; it may not exist. */
  get workspace(): WorkspaceId | undefined {
    return this.workspaceId;
  }

  /** Whether the workspace was decided to be of no use any more. */
  get isWorkspaceOutdated(): boolean {
    return this.isOutdated;
  }

  /** The commit that the newest plan was compared with: it was agreed what is replaced there; if there was a later one than the first. */
  get base(): CommitId | undefined {
    return this.approvedBase;
  }

  /** The branch that the run was decided to go to, if another than it was told. */
  get branch(): BranchName | undefined {
    return this.decidedBranch;
  }

  /**
   * The paths that were approved, each with the content that it may replace; `undefined` where that was not
   * written whole, as in older journals.
   */
  get approved(): ReadonlyMap<string, string | undefined> | undefined {
    const isWhole = this.approvals.size === this.approvedFiles;
    return isWhole && this.approvals.size > 0 ? this.approvals : undefined;
  }

  /** Paths that were decided to be left to somebody else. */
  get skipped(): ReadonlySet<string> {
    return this.left;
  }

  /** What an earlier process achieved. */
  recall(record: JournalRecord): void {
    this.note(record);
    if (record.type === 'chunk') this.addChunk(record);
    if (record.type === 'approved')
      for (const [path, replaces] of record.files) this.approvals.set(path, replaces);
    if (record.type === 'staged') for (const [path, hash] of record.files) this.stagedHashes.set(path, hash);
  }

  /** What this process achieves. What it has approved, sent and staged is in its memory anyway. */
  note(record: JournalRecord): void {
    if (record.type === 'workspace') {
      this.workspaceId = workspaceId(record.id);
      this.approvedBase = commitId(record.base);
      this.isOutdated = false;
      this.stagedHashes.clear();
    }
    if (record.type === 'begin') this.approvedFiles = record.files;
    if (record.type === 'decided') {
      this.isOutdated = true;
      this.decidedBranch = record.branch ?? this.decidedBranch;
      for (const path of record.skipped ?? []) this.left.add(path);
    }
  }

  /** At how many paths of the workspace some content was staged. */
  get stagedFiles(): number {
    return this.stagedHashes.size;
  }

  /** Whether some content was staged at this path of the workspace. */
  hasStaged(path: string): boolean {
    return this.stagedHashes.has(path);
  }

  /** Whether this content was staged at this path of the workspace. */
  isStaged(path: RepoPath, hash: ContentHash): boolean {
    return this.stagedHashes.get(path) === hash;
  }

  /** The engine by which earlier processes sent a part of a blob. */
  engineOf(hash: ContentHash): string | undefined {
    return this.uploads.get(hash)?.upload.split(':', 1)[0];
  }

  /** What earlier processes sent of a blob, newest upload, if `upload` begins with `prefix`. Given once only. */
  claimReceivedChunks(hash: ContentHash, prefix: string): PartialUpload | undefined {
    const known = this.uploads.get(hash);
    if (known?.upload.startsWith(prefix) !== true) return undefined;
    this.uploads.delete(hash);
    return known;
  }

  private addChunk({ hash, upload, number }: Extract<JournalRecord, { type: 'chunk' }>): void {
    const known = this.uploads.get(hash);
    if (known?.upload === upload) known.numbers.add(number);
    else this.uploads.set(hash, { upload, numbers: new Set([number]) });
  }
}
