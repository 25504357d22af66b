import type { OxenServer } from '../../core/oxen/http/client';
import { AuthError, HttpError } from '../../core/oxen/errors';
import { getFeatures, listNamespaces } from '../../core/oxen/server/server';

/**
 * Asks the server two things that it tells only those whom it knows.
 *
 * @returns whether it answered both: a hub may not pass the second on, which says nothing about the key
 * @throws AuthError, or HttpError 403, when it does not want to
 */
export async function requireAccess(server: OxenServer, signal: AbortSignal): Promise<boolean> {
  await getFeatures(server, signal);
  try {
    await listNamespaces(server, signal);
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return false;
    throw error;
  }
}

/** Whether the server wants a key. Some take no keys at all: those of 0.59 and later without a proxy. */
export type KeyNeed = 'required' | 'not asked for' | 'unknown';

export async function keyNeed(anonymous: OxenServer, signal: AbortSignal): Promise<KeyNeed> {
  try {
    return (await requireAccess(anonymous, signal)) ? 'not asked for' : 'unknown';
  } catch (error) {
    if (error instanceof AuthError || (error instanceof HttpError && error.status === 403)) return 'required';
    throw error;
  }
}
