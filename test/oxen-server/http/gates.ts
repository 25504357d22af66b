import type { IncomingHttpHeaders } from 'node:http';
import { frameworkText, typed, type Reply } from './reply';

/** What refuses a request before its route is looked at; `undefined` lets it pass. */
export function refusalForKey(
  headers: IncomingHttpHeaders,
  keys: readonly string[] | undefined,
): Reply | undefined {
  if (!keys) return undefined;
  const key = /^Bearer\s+(.+)$/.exec(headers.authorization ?? '')?.[1];
  if (key === undefined)
    return { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { kind: 'none' } };
  return keys.includes(key) ? undefined : frameworkText(401, 'unauthorized');
}

const MIN_CLIENT = [0, 36, 0] as const;

/**
 * A client that names itself after Oxen must be a recent one.
 *
 * @see oxen-server 0.50.7 params.rs:191
 */
export function refusalForUserAgent(userAgent: string | undefined): Reply | undefined {
  if (userAgent === undefined || userAgent.includes('Postman') || !/oxen/i.test(userAgent)) return undefined;

  const version = /^(\d+)\.(\d+)\.(\d+)/
    .exec(userAgent.split('/')[1] ?? '')
    ?.slice(1)
    .map(Number);
  if (version && !isBelow(version, MIN_CLIENT)) return undefined;
  const minimum = MIN_CLIENT.join('.');
  return typed(426, 'update_required', {
    type: 'update_required',
    title: 'Update Required',
    detail: `Oxen CLI out of date. Pushing to OxenHub requires version >= ${minimum}.`,
  });
}

function isBelow(version: readonly number[], minimum: readonly number[]): boolean {
  const differing = minimum.findIndex((number, index) => number !== version[index]);
  return differing >= 0 && (version[differing] ?? 0) < (minimum[differing] ?? 0);
}
