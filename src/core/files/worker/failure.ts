import { errorCode, LocalFileError, localFileError } from '../localFileError';
import type { Failure } from './messages';

/** What is to be told of an error on the other thread. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!(error instanceof LocalFileError)) return { message };
  const { path, kind, cause } = error;
  const code = errorCode(cause);
  return {
    message: cause instanceof Error ? cause.message : message,
    file: { path, kind },
    code: typeof code === 'string' ? code : undefined,
  };
}

/** The error as this thread would have had it. */
export function errorOf({ message, file, code }: Failure): Error {
  if (file === undefined) return new Error(message);
  if (code === undefined) return new LocalFileError(file.path, file.kind);
  return localFileError(file.path, Object.assign(new Error(message), { code }));
}
