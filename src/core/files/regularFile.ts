import { t } from '@vscode/l10n';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from './localFileError';

/** Never waits for the other end of a pipe. Windows has no such flags. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK || 0);
const NO_LINKS = constants.O_NOFOLLOW || 0;

/** Read at once; a file system may tell a size that is not that of the content. */
const PIECE_BYTES = 64 * 1024;

/** What lies there is not what is read here. The message is the part of a sentence that tells why. */
export class UnfitFileError extends Error {
  constructor(
    readonly kind: 'not-a-file' | 'too-large',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface Links {
  /** Whether a link in the file's own place is followed: not where somebody else may have made it. */
  readonly links: 'followed' | 'refused';
}

export interface Bounds extends Links {
  /** So many bytes are read and kept at most. */
  readonly maxBytes: number;
}

/**
 * Opens for reading what may be anything: a pipe, a device, a link to one.
 *
 * @throws UnfitFileError for all but a regular file
 */
export async function openRegularFile(path: string, { links }: Links): Promise<FileHandle> {
  const file = await open(path, links === 'followed' ? FLAGS : FLAGS | NO_LINKS).catch(unlessLink);
  try {
    if (!(await file.stat()).isFile()) throw notAFile();
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The whole content of a small file that is not one's own, or that anything may have been put in the place of.
 *
 * @throws UnfitFileError for all but a regular file, and for more than `maxBytes`
 */
export async function readRegularFile(path: string, { maxBytes, links }: Bounds): Promise<Buffer> {
  const file = await openRegularFile(path, { links });
  try {
    const pieces: Buffer[] = [];
    for (let bytes = 0; ;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(PIECE_BYTES), 0, PIECE_BYTES);
      if (bytesRead === 0) return Buffer.concat(pieces);
      bytes += bytesRead;
      if (bytes > maxBytes) throw new UnfitFileError('too-large', t('it is too large'));
      pieces.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function unlessLink(error: unknown): never {
  const code = errorCode(error);
  throw code === 'ELOOP' || code === 'ENXIO' ? notAFile(error) : error;
}

function notAFile(cause?: unknown): UnfitFileError {
  return new UnfitFileError('not-a-file', t('it is not a regular file'), { cause });
}
