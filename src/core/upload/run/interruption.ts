import {
  AuthError,
  HttpError,
  NetworkError,
  RedirectError,
  TimeoutError,
  UnexpectedReplyError,
  UnreachableError,
} from '../../oxen/errors';
import { DiskError } from './requireDisk';

/** Reason of a signal that stops a run which another process is to go on with. */
export const SUSPENDED = 'suspended';

/** How far a run has come. */
interface Course {
  /** The key has opened the workspace, now or in an earlier process. */
  readonly isOpen: boolean;
  /** Something was sent or staged. */
  readonly hasBegun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Whether a later run can go on from what is there: what was in the way lies between us and the server, or passes. So
 * with another key, too: one that has opened the workspace and is not accepted any more was withdrawn, or has run
 * out. What is in the way from the start is no interruption.
 */
export function isResumable(error: unknown, { isOpen, hasBegun, signal }: Course): boolean {
  if (signal.aborted) return signal.reason === SUSPENDED;
  if (error instanceof NetworkError || error instanceof TimeoutError) return true;
  if (error instanceof HttpError) {
    if (error.status === 403) return hasBegun;
    return [408, 429].includes(error.status) || error.status > 500;
  }
  if (error instanceof AuthError) return isOpen;
  // A network wants its users to sign in, after a sleep for example, or a certificate has expired.
  const isFromElsewhere =
    error instanceof UnexpectedReplyError ||
    error instanceof RedirectError ||
    error instanceof UnreachableError;
  return hasBegun && (isFromElsewhere || error instanceof DiskError);
}
