import { t } from '@vscode/l10n';
import { UserError } from '../userError';

export type LocalFileErrorKind =
  | 'changed'
  | 'vanished'
  | 'missing'
  | 'unreadable'
  | 'not-a-file'
  | 'wrong-size'
  | 'behind-link'
  | 'too-large-rules'
  | 'private-key';

interface Words {
  readonly sentence: (path: string) => string;
  readonly advice: () => string;
}

const WORDS: Readonly<Record<LocalFileErrorKind, Words>> = {
  changed: {
    sentence: (path) => t('{0} changed after the upload was planned.', path),
    advice: () => t('Upload it again when nothing is writing to it.'),
  },
  vanished: {
    sentence: (path) => t('{0} no longer exists.', path),
    advice: () => t('Restore or exclude it, then upload again.'),
  },
  missing: {
    sentence: (path) => t('{0} does not exist.', path),
    advice: () => t('Check the path or exclude it.'),
  },
  unreadable: {
    sentence: (path) => t('{0} could not be read.', path),
    advice: () => t('Check its permissions and the disk it is on, then upload again.'),
  },
  'not-a-file': {
    sentence: (path) => t('{0} is not a regular file.', path),
    advice: () => t('Exclude it: only regular files can be uploaded.'),
  },
  'wrong-size': {
    sentence: (path) => t('The size of {0} is not what its file system reports.', path),
    advice: () => t('Copy it to another folder and upload the copy.'),
  },
  'behind-link': {
    sentence: (path) => t('A folder on the way to {0} was replaced by a symbolic link.', path),
    advice: () => t('Restore the folder, or select what the link leads to.'),
  },
  'too-large-rules': {
    sentence: (path) =>
      t(
        '{0} is too large for an ignore file (limits: 1 MiB, 10 000 patterns, 4096 characters a pattern).',
        path,
      ),
    advice: () => t('Shorten it. Files that it applies to are not uploaded until then.'),
  },
  'private-key': {
    sentence: (path) => t('{0} contains a private key.', path),
    advice: () => t('Exclude it, or upload it with --allow-secrets.'),
  },
};

const NOT_UTF8: Words = {
  sentence: (path) => t('{0} has a name that is not valid UTF-8.', path),
  advice: () => t('Rename it, then upload again.'),
};

/** A local file or folder that cannot be sent as planned; the others go on. */
export class LocalFileError extends UserError {
  readonly path: string;
  readonly kind: LocalFileErrorKind;

  constructor(path: string, kind: LocalFileErrorKind, options: { cause?: unknown; words?: Words } = {}) {
    const { sentence, advice } = options.words ?? WORDS[kind];
    super(sentence(path), { advice: advice(), cause: options.cause });
    this.path = path;
    this.kind = kind;
  }
}

/** What the file system's refusal means for the file at `path`. */
export function localFileError(path: string, cause: unknown): LocalFileError {
  switch (errorCode(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
      // Node reads bytes that are no UTF-8 as U+FFFD, and under that name nothing is there.
      return path.includes('\uFFFD')
        ? new LocalFileError(path, 'unreadable', { cause, words: NOT_UTF8 })
        : new LocalFileError(path, 'vanished', { cause });
    case 'EISDIR':
    case 'ELOOP':
    case 'ENXIO':
      return new LocalFileError(path, 'not-a-file', { cause });
    default:
      return new LocalFileError(path, 'unreadable', { cause });
  }
}

/** The code that the file system gave, such as `ENOENT`. */
export function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
