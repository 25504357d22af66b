import type { ContentHash } from '../../contentHash';
import type { RepoPath } from '../../repoPath';
import type { JournalRecord } from './records';

/** Chunks of one blob that the server took, under an engine's name for the upload. */
export interface PartialUpload {
  readonly upload: string;
  readonly numbers: ReadonlySet<number>;
}

/** What a run has achieved so far, as its journal tells. */
export class Achieved {
  private workspaceId: string | undefined;
  private readonly stagedHashes = new Map<string, string>();
  private readonly uploads = new Map<string, { upload: string; numbers: Set<number> }>();

  constructor(records: Iterable<JournalRecord> = []) {
    for (const record of records) this.note(record);
  }

  /** Asked of the server, or about to be; it may not exist. */
  get workspace(): string | undefined {
    return this.workspaceId;
  }

  note(record: JournalRecord): void {
    switch (record.type) {
      case 'begin':
        return;
      case 'workspace':
        this.workspaceId = record.id;
        this.stagedHashes.clear();
        return;
      case 'staged':
        for (const [path, hash] of record.files) this.stagedHashes.set(path, hash);
        return;
      case 'chunk': {
        const { hash, upload, number } = record;
        const known = this.uploads.get(hash);
        if (known?.upload === upload) known.numbers.add(number);
        else this.uploads.set(hash, { upload, numbers: new Set([number]) });
        return;
      }
    }
  }

  /** Whether this content was staged at this path of the workspace. */
  isStaged(path: RepoPath, hash: ContentHash): boolean {
    return this.stagedHashes.get(path) === hash;
  }

  /** The newest upload of a blob by chunks that can be gone on with: `upload` begins with `prefix`. */
  chunksOf(hash: ContentHash, prefix: string): PartialUpload | undefined {
    const known = this.uploads.get(hash);
    return known?.upload.startsWith(prefix) === true ? known : undefined;
  }
}
