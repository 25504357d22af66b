import type { Report } from '../events';
import type { Journal } from './journal';
import type { JournalRecord } from './records';
import type { StagedFile } from '../plan/plan';

/** Notes in the journal what a run has achieved, and tells of it: who listens, and whether anybody does, changes nothing. */
export class Recorder {
  private isOpened = false;

  constructor(
    private readonly journal: Pick<Journal, 'note'>,
    private readonly report: Report,
  ) {}

  /** The workspace is there. */
  opened(): void {
    this.isOpened = true;
  }

  /** Whether the server has let this run open a workspace. */
  get isOpen(): boolean {
    return this.isOpened;
  }

  /** A chunk that need not be sent again after a crash: by its number, in the engine's upload of a blob. */
  chunk(chunk: Omit<Extract<JournalRecord, { type: 'chunk' }>, 'type'>): void {
    void this.journal.note({ type: 'chunk', ...chunk });
  }

  /** Files that lie in the workspace, with proven content. */
  staged(files: readonly StagedFile[]): void {
    if (files.length === 0) return;
    const noted = files.map(({ blob, path }): [string, string] => [path, blob.hash]);
    void this.journal.note({ type: 'staged', files: noted });
    this.report({ type: 'staged', files: files.map(({ blob, path }) => ({ path, source: blob.source })) });
  }
}
