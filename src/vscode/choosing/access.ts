import type { OxenServer } from '../../core/oxen/http/client';
import { AuthError, HttpError } from '../../core/oxen/errors';
import { getFeatures, listNamespaces } from '../../core/oxen/server/server';

/**
 * Asks the server two things that it tells only those whom it knows.
 *
 * @throws AuthError, or HttpError 403, when it does not want to
 */
export async function requireAccess(server: OxenServer, signal: AbortSignal): Promise<void> {
  await getFeatures(server, signal);
  try {
    await listNamespaces(server, signal);
  } catch (error) {
    // A hub may not pass this route on: that says nothing about the key.
    if (!(error instanceof HttpError && error.status === 404)) throw error;
  }
}

/** Whether the server refuses who has no key. Some take no keys at all: those of 0.59 and later without a proxy. */
export async function asksForKey(anonymous: OxenServer, signal: AbortSignal): Promise<boolean> {
  try {
    await requireAccess(anonymous, signal);
    return false;
  } catch (error) {
    if (error instanceof AuthError || (error instanceof HttpError && error.status === 403)) return true;
    throw error;
  }
}
