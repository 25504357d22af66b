import { Achieved } from './achieved';
import type { JournalFile } from './journalFile';
import type { Ownership } from './ownership';
import type { BeginRecord, JournalRecord } from './records';

/** The journal of one run, owned by this process: what it was told, and what it has achieved so far. */
export class Journal {
  private failure: unknown;

  /** @param achieved by this run in earlier processes */
  constructor(
    readonly begin: BeginRecord,
    readonly achieved: Achieved,
    private readonly parts: { readonly file: JournalFile; readonly ownership: Ownership },
  ) {}

  /** Aborted when another process took the run over. */
  get lost(): AbortSignal {
    return this.parts.ownership.signal;
  }

  /**
   * Notes an achievement; resolves when it is on disk. A disk that is full does not stop the upload: it only could not
   * be resumed from here, which {@link close} tells.
   */
  async note(record: JournalRecord): Promise<void> {
    this.achieved.note(record);
    try {
      await this.parts.file.append(record);
    } catch (error) {
      this.failure ??= error;
    }
  }

  /** Ends the use of the journal. `keep`: the run can be resumed. Returns why parts of it are missing, if they are. */
  async close(keep: boolean): Promise<unknown> {
    const { file, ownership } = this.parts;
    await file.close().catch((error: unknown) => {
      this.failure ??= error;
    });
    await (keep ? ownership.release() : ownership.remove()).catch((error: unknown) => {
      this.failure ??= error;
    });
    return this.failure;
  }
}
