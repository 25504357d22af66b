import { t } from '@vscode/l10n';
import { errorCode, LocalFileError } from '../../files/localFileError';
import { UserError } from '../../userError';

/** Why `place` is of no use, as a part of a sentence. */
export function obstacleText(place: string, error: unknown): string {
  if (error instanceof LocalFileError) return t('{0} could not be read', error.path);
  const code = errorCode(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return t('the disk with {0} is full', place);
    case 'ENOTDIR':
    case 'EEXIST':
      return t('{0} is not a folder', place);
    case 'EROFS':
      return t('{0} is on a read-only file system', place);
    case 'EACCES':
    case 'EPERM':
      return t('{0} is not writable', place);
    default:
      return t('{0} is not writable{1}', place, typeof code === 'string' ? ` (${code})` : '');
  }
}

/** The journal of an interrupted run is there, and cannot be resumed. */
export class JournalError extends UserError {
  constructor(folder: string, cause: unknown) {
    super(t('The interrupted upload cannot be resumed: {0}.', obstacleText(folder, cause)), {
      advice: t('Make the folder writable, or start the upload over.'),
      cause,
    });
  }
}
