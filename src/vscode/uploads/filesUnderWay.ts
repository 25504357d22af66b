import type { UploadEvent } from '../../core/upload/events';
import type { FailedFile } from '../../core/upload/plan/plan';
import { FileTable } from '../../core/upload/process/fileTable';

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

/** What was approved. */
interface Approved {
  readonly files: FileTable;
  /** Whether the file of this index is to be sent. */
  readonly goes: (index: number) => boolean;
  /** Those that could not be read: they are not among the files. */
  readonly failed: readonly FailedFile[];
}

/** The files that were approved, and how far each is, as far as it was told. */
export class FilesUnderWay {
  private files = new FileTable();
  private unread: readonly FailedFile[] = [];
  /** Those of the files that are to be sent. */
  private going = new Uint32Array();
  private bytes = 0;
  /** One for each file: 1 is staged. */
  private staged = new Uint8Array();
  /** Reasons by local files. */
  private readonly failed = new Map<string, string>();

  approve({ files, goes, failed }: Approved): void {
    this.files = files;
    this.going = new Uint32Array(files.length).map((_, index) => index).filter(goes);
    this.bytes = this.going.reduce((sum, index) => sum + files.size(index), 0);
    this.staged = new Uint8Array(files.length);
    // What could not be read at first may have been read again.
    this.failed.clear();
    this.unread = failed;
    for (const { path, error } of failed) this.failed.set(path, error.message);
  }

  note(event: UploadEvent): void {
    if (event.type === 'failed') this.failed.set(event.path, event.error.message);
    if (event.type !== 'staged' && event.type !== 'kept') return;
    let next = 0; // mostly they come in their order
    for (const { path, source } of event.files) {
      const { files } = this;
      const index = next < files.length && files.path(next) === path ? next : files.indexOfPath(path);
      if (index !== undefined) {
        this.staged[index] = 1;
        next = index + 1;
      }
      this.failed.delete(source); // it was sent once more
    }
  }

  get count(): number {
    return this.unread.length + this.going.length;
  }

  get failures(): number {
    return this.failed.size;
  }

  /** Bytes. */
  get size(): number {
    return this.bytes;
  }

  /** The local file that goes to a path. */
  sourceOf(path: string): string | undefined {
    const index = this.files.indexOfPath(path);
    return index === undefined ? undefined : this.files.source(index);
  }

  /** The first of them, those that failed before the others. */
  first(most: number): readonly FileUnderWay[] {
    const { files } = this;
    const shown: FileUnderWay[] = this.unread.slice(0, most).map(({ path: source, destination, error }) => ({
      path: destination ?? source,
      source,
      state: 'failed',
      reason: error.message,
    }));
    const failures = Math.min(this.failed.size, most);
    if (shown.length < failures)
      for (const index of this.going) {
        if (shown.length === failures) break;
        const source = files.source(index);
        const reason = this.failed.get(source);
        if (reason !== undefined) shown.push({ path: files.path(index), source, state: 'failed', reason });
      }
    for (const index of this.going) {
      if (shown.length === most) return shown;
      const { path, source, size } = files.at(index);
      if (this.failed.has(source)) continue;
      shown.push({ path, source, size, state: this.staged[index] === 1 ? 'staged' : 'waiting' });
    }
    return shown;
  }
}
