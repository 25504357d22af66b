import { errorCode, LocalFileError, localFileError } from '../localFileError';
import type { Failure, FileFailure } from './messages';

/** What is to be told of an error on the other thread. */
export function failureOf(error: unknown): Failure | FileFailure {
  if (error instanceof LocalFileError) return fileFailureOf(error);
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function fileFailureOf({ path, kind, cause, message }: LocalFileError): FileFailure {
  const code = errorCode(cause);
  return {
    message: cause instanceof Error ? cause.message : message,
    path,
    kind,
    code: typeof code === 'string' ? code : undefined,
  };
}

/** The error as this thread would have had it. */
export function errorOf(failure: Failure | FileFailure): Error {
  return 'kind' in failure ? fileErrorOf(failure) : new Error(failure.message);
}

export function fileErrorOf({ message, path, kind, code }: FileFailure): LocalFileError {
  if (code === undefined) return new LocalFileError(path, kind);
  const cause = Object.assign(new Error(message), { code });
  const error = localFileError(path, cause);
  // Of what nobody has seen yet the same code says that it is missing.
  return error.kind === kind ? error : new LocalFileError(path, kind, { cause });
}
