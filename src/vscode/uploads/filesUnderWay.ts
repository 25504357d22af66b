import type { UploadEvent } from '../../core/upload/events';
import type { FailedFile } from '../../core/upload/plan/plan';
import { filesToSend, type Preparation, type PreparedFile } from '../../core/upload/plan/preparation';

/** One file of an upload that goes on. */
export type FileUnderWay = {
  /** In the repository; of the local file where it got no place there. */
  readonly path: string;
  /** Of the local file. */
  readonly source: string;
} & (
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'staged' | 'waiting'; readonly size: number }
);

/** The files that were approved, and how far each is, as far as it was told. */
export class FilesUnderWay {
  private files: readonly PreparedFile[] = [];
  /** Those that could not be read: they are not among the approved ones. */
  private unread: readonly FailedFile[] = [];
  private readonly staged = new Set<string>();
  /** Reasons by local files. */
  private readonly failed = new Map<string, string>();

  approve(preparation: Pick<Preparation, 'files' | 'failed'>): void {
    this.files = filesToSend(preparation);
    // What could not be read at first may have been read again.
    this.failed.clear();
    this.unread = preparation.failed;
    for (const { path, error } of preparation.failed) this.failed.set(path, error.message);
  }

  note(event: UploadEvent): void {
    if (event.type === 'failed') this.failed.set(event.path, event.error.message);
    if (event.type !== 'staged') return;
    for (const { path, blob } of event.files) {
      this.staged.add(path);
      this.failed.delete(blob.source); // it was sent once more
    }
  }

  get count(): number {
    return this.unread.length + this.files.length;
  }

  get failures(): number {
    return this.failed.size;
  }

  /** Bytes. */
  get size(): number {
    return this.files.reduce((sum, { size }) => sum + size, 0);
  }

  /** The local file that goes to a path. */
  sourceOf(path: string): string | undefined {
    return this.files.find((file) => file.path === path)?.source;
  }

  /** The first of them, those that failed before the others. */
  first(most: number): readonly FileUnderWay[] {
    const shown: FileUnderWay[] = this.unread.slice(0, most).map(({ path: source, destination, error }) => ({
      path: destination ?? source,
      source,
      state: 'failed',
      reason: error.message,
    }));
    if (this.failed.size > this.unread.length)
      for (const { path, source } of this.files) {
        if (shown.length === most) return shown;
        const reason = this.failed.get(source);
        if (reason !== undefined) shown.push({ path, source, state: 'failed', reason });
      }
    for (const { path, source, size } of this.files) {
      if (shown.length === most) return shown;
      if (this.failed.has(source)) continue;
      shown.push({ path, source, size, state: this.staged.has(path) ? 'staged' : 'waiting' });
    }
    return shown;
  }
}
