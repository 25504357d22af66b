import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { LocalFileError, localFileError } from './localFileError';

/** Never waits for the other end of a pipe, never follows a link put in the file's place. Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK || 0) | (constants.O_NOFOLLOW || 0);

/** A regular file open for reading; whatever goes wrong with it is a LocalFileError. */
export class OpenFile {
  private constructor(
    readonly path: string,
    /** Bytes, when it was opened. */
    readonly size: number,
    private readonly handle: FileHandle,
  ) {}

  static async open(path: string): Promise<OpenFile> {
    const handle = await named(path, open(path, FLAGS));
    try {
      const stats = await named(path, handle.stat());
      if (!stats.isFile()) throw new LocalFileError(path, 'not-a-file');
      return new OpenFile(path, stats.size, handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Fills `buffer` from `position` on, as far as the file goes; returns the bytes read. */
  async fill(buffer: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < buffer.length) {
      const at = position + filled;
      const { bytesRead } = await named(
        this.path,
        this.handle.read(buffer, filled, buffer.length - filled, at),
      );
      filled += bytesRead;
      // Having come to the end that the file had when it was opened saves asking for more: one call a small file.
      if (bytesRead === 0 || at + bytesRead === this.size) break;
    }
    return filled;
  }

  /** Puts on the disk what was written to it, by whomever. */
  flush(): Promise<void> {
    return named(this.path, this.handle.datasync());
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

async function named<T>(path: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw localFileError(path, error);
  }
}
