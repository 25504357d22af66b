import type { Checkpoint } from './checkpoint';
import type { JournalFile } from './journalFile';
import type { Leaving } from './ownership/owner';
import type { Ownership } from './ownership/ownership';
import type { BeginRecord, JournalRecord } from './records';

/** Where a journal lies. */
export interface JournalPlace {
  readonly file: JournalFile;
  readonly ownership: Ownership;
}

/** What comes all the time, and costs only time when it is lost. */
const PROGRESS: ReadonlySet<JournalRecord['type']> = new Set(['chunk', 'staged']);

const NEVER = new AbortController().signal;

/** The journal of one run, owned by this process: what it was told, and what it has achieved so far. */
export class Journal {
  private readonly damage = new AbortController();
  /** The newest one that is named on disk. */
  private keptWorkspace: string | undefined;

  /**
   * @param checkpoint of this run in earlier processes
   * @param place holds `begin` and what was achieved. Where nothing can be written there is none: then all of it is in
   *   memory only
   */
  constructor(
    readonly begin: BeginRecord,
    readonly checkpoint: Checkpoint,
    private readonly place: JournalPlace | undefined,
  ) {
    this.keptWorkspace = checkpoint.workspace;
  }

  /** Aborted when another process took the run over. */
  get lost(): AbortSignal {
    return this.place?.ownership.signal ?? NEVER;
  }

  /**
   * Aborted, with the file system's error, when something could not be written, as on a full disk. That does not stop
   * the upload; what is on disk stays as it was then, and can still be resumed.
   */
  get damaged(): AbortSignal {
    return this.damage.signal;
  }

  /** Whether another process could resume the run: it would find it, and what the server holds for it. */
  get isResumable(): boolean {
    return this.place !== undefined && this.keptWorkspace === this.checkpoint.workspace;
  }

  /** Notes an achievement; resolves when it is on disk, or cannot be. */
  async note(record: JournalRecord): Promise<void> {
    this.checkpoint.note(record);
    if (this.place === undefined || this.damage.signal.aborted) return;
    try {
      await this.place.file.append(record, PROGRESS.has(record.type) ? 'soon' : 'now');
      if (record.type === 'workspace') this.keptWorkspace = record.id;
    } catch (error) {
      this.damage.abort(error);
    }
  }

  /** Resolves when all that was noted is on disk, or cannot be. */
  async settled(): Promise<void> {
    await this.place?.file.sync().catch((error: unknown) => this.damage.abort(error));
  }

  /** It cannot be written, from the start. */
  spoil(error: unknown): void {
    this.damage.abort(error);
  }

  /** Ends the use of the journal, for the run to be resumed later. Returns why that did not succeed, if so. */
  keep(left?: Leaving): Promise<unknown> {
    return this.close(({ ownership }) => ownership.release(left));
  }

  /** Ends the run: nothing is left of its journal. Returns why that did not succeed, if so. */
  remove(): Promise<unknown> {
    return this.close(({ ownership }) => ownership.remove());
  }

  private async close(leave: (place: JournalPlace) => Promise<void>): Promise<unknown> {
    const { place } = this;
    if (place === undefined) return undefined;
    let trouble: unknown;
    for (const end of [() => place.file.close(), () => leave(place)])
      await end().catch((error: unknown) => (trouble ??= error));
    return trouble;
  }
}
