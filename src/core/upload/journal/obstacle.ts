import { errorCode, LocalFileError } from '../../files/localFileError';
import { UserError } from '../../userError';

/** Why `place` is of no use, as a part of a sentence. */
export function obstacleText(place: string, error: unknown): string {
  if (error instanceof LocalFileError) return `${error.path} could not be read`;
  const code = errorCode(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk with ${place} is full`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `something else is in the place of ${place}`;
    case 'EROFS':
      return `${place} is on a read-only file system`;
    case 'EACCES':
    case 'EPERM':
      return `${place} is not writable`;
    default:
      return `${place} is not writable${typeof code === 'string' ? ` (${code})` : ''}`;
  }
}

/** The journal of an interrupted run is there, and cannot be gone on with. */
export class JournalError extends UserError {
  constructor(folder: string, cause: unknown) {
    super(`The interrupted upload cannot be resumed: ${obstacleText(folder, cause)}.`, {
      advice: 'Make the folder writable, or upload anew.',
      cause,
    });
  }
}
