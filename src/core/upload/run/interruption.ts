import { t } from '@vscode/l10n';
import {
  AuthError,
  HttpError,
  NetworkError,
  RedirectError,
  TimeoutError,
  UnexpectedReplyError,
  UnreachableError,
} from '../../oxen/errors';
import type { Leaving } from '../journal/ownership/owner';
import { QuotaError } from '../../oxen/server/hub';
import { DiskError } from '../transfer/requireRoom';

/** The reason of an aborted upload that is to be resumed, by another process for example; any other cancels it. */
export class Suspended extends Error {
  /** @param left whether that process is to go on by itself, when it comes at once */
  constructor(readonly left: Leaving) {
    super(t('The upload is suspended.'));
  }
}

/** Whether an upload that has ended early is to go on by itself: only one that was suspended so. */
export function leavingOf({ reason }: AbortSignal): Leaving {
  return reason instanceof Suspended ? reason.left : 'to be asked';
}

/** Whether an upload was given up, rather than suspended. */
export function isCancelled({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof Suspended);
}

/** How far a run has come. */
interface RunSoFar {
  /** The key has opened the workspace, now or in an earlier process. */
  readonly isOpen: boolean;
  /** Something was sent or staged. */
  readonly hasBegun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Whether a later run can go on from what is there: after transient and network failures, and with a key that was
 * revoked or expired in the middle of a run. What fails from the start is no interruption.
 */
export function isResumable(error: unknown, { isOpen, hasBegun, signal }: RunSoFar): boolean {
  if (signal.aborted) return !isCancelled(signal);
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
  return hasBegun && (isFromElsewhere || error instanceof DiskError || error instanceof QuotaError);
}
