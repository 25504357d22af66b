import { UserError } from '../userError';

export type LocalFileErrorKind = 'changed' | 'vanished' | 'unreadable' | 'not-a-file';

const WORDS: Readonly<Record<LocalFileErrorKind, { readonly happened: string; readonly advice: string }>> = {
  changed: {
    happened: 'has changed since the upload was planned',
    advice: 'Upload it again once nothing writes to it any more.',
  },
  vanished: {
    happened: 'is no longer there',
    advice: 'Put it back or leave it out, then upload again.',
  },
  unreadable: {
    happened: 'could not be read',
    advice: 'Check its permissions and the disk it is on, then upload again.',
  },
  'not-a-file': {
    happened: 'is not a regular file',
    advice: 'Leave it out: only regular files can be uploaded.',
  },
};

const NOT_UTF8 = {
  happened: 'has a name that is not valid UTF-8',
  advice: 'Rename it, then upload again.',
};

/** A local file or folder that cannot be sent as planned; the others go on. */
export class LocalFileError extends UserError {
  readonly path: string;
  readonly kind: LocalFileErrorKind;

  constructor(
    path: string,
    kind: LocalFileErrorKind,
    options: { cause?: unknown; words?: typeof NOT_UTF8 } = {},
  ) {
    const { happened, advice } = options.words ?? WORDS[kind];
    super(`${path} ${happened}.`, { advice, cause: options.cause });
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
