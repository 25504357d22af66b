import { type BigIntStats, constants } from 'node:fs';
import { fileCalls } from './fileCalls';
import { LocalFileError, localFileError } from './localFileError';
import { requireInPlace } from './selectedFolders';

/** Never waits for the other end of a pipe, never follows a link put in the file's place. Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK || 0) | (constants.O_NOFOLLOW || 0);

/** A regular file open for reading; whatever goes wrong with it is a LocalFileError. */
export class OpenFile {
  /** Bytes, when it was opened. */
  readonly size: number;

  private constructor(
    readonly path: string,
    private readonly file: number,
    private readonly stats: BigIntStats,
  ) {
    this.size = Number(stats.size);
  }

  static async open(path: string): Promise<OpenFile> {
    const file = await named(path, () => fileCalls.open(path, FLAGS));
    try {
      const stats = await named(path, () => fileCalls.stateOf(file));
      if (!stats.isFile()) throw new LocalFileError(path, 'not-a-file');
      return new OpenFile(path, file, stats);
    } catch (error) {
      await fileCalls.close(file);
      throw error;
    }
  }

  /** Opens a file of a selection, unless by now a link leads there. */
  static async openSelected(path: string): Promise<OpenFile> {
    const file = await OpenFile.open(path);
    try {
      await named(path, () => requireInPlace(path, file.file, file.stats));
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Fills `buffer` from `position` on, as far as the file goes; returns the bytes read. */
  async fill(buffer: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < buffer.length) {
      const at = position + filled;
      const bytesRead = await named(this.path, () =>
        fileCalls.read(this.file, buffer, { offset: filled, length: buffer.length - filled, position: at }),
      );
      filled += bytesRead;
      // Having come to the end that the file had when it was opened saves asking for more: one call a small file.
      if (bytesRead === 0 || at + bytesRead === this.size) break;
    }
    return filled;
  }

  /**
   * Some file systems tell a size that is not that of the content: `/proc`, some in user space.
   *
   * @param read all bytes that there were to read
   * @throws LocalFileError `wrong-size` when it is another, and nobody has written to the file
   */
  async requireSize(read: number): Promise<void> {
    if (read === this.size) return;
    const { size, mtimeNs, ctimeNs } = await named(this.path, () => fileCalls.stateOf(this.file));
    const { stats } = this;
    if (size === stats.size && mtimeNs === stats.mtimeNs && ctimeNs === stats.ctimeNs)
      throw new LocalFileError(this.path, 'wrong-size');
  }

  /** Puts on the disk what was written to it, by whomever. */
  flush(): Promise<void> {
    return named(this.path, () => fileCalls.datasync(this.file));
  }

  async close(): Promise<void> {
    await fileCalls.close(this.file);
  }
}

async function named<T>(path: string, operation: () => T | Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw error instanceof LocalFileError ? error : localFileError(path, error);
  }
}
