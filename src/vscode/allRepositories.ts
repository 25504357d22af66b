import pMap from 'p-map';
import type { RepositoryName } from '../core/oxen/address';
import type { OxenServer } from '../core/oxen/http/client';
import { HttpError } from '../core/oxen/errors';
import { listRepositories } from '../core/oxen/repositories';
import { listNamespaces } from '../core/oxen/server/server';

export interface AllRepositories {
  readonly repositories: readonly RepositoryName[];
  readonly namespaces: { readonly listed: number; readonly total: number };
}

/** A public server may have thousands: whoever looks for one of them types its name. */
const LISTED_NAMESPACES = 50;
const ASKED_AT_ONCE = 4;

/**
 * The repositories of a server, as far as it tells. A namespace that it keeps to itself counts as not listed.
 *
 * @throws OxenError when it does not even tell its namespaces
 */
export async function listAllRepositories(server: OxenServer, signal: AbortSignal): Promise<AllRepositories> {
  const namespaces = await listNamespaces(server, signal);
  const lists = await pMap(
    namespaces.slice(0, LISTED_NAMESPACES),
    (namespace) => listUnlessHidden(server, namespace, signal),
    { concurrency: ASKED_AT_ONCE },
  );
  const listed = lists.filter((list) => list !== undefined);
  return {
    repositories: listed.flat(),
    namespaces: { listed: listed.length, total: namespaces.length },
  };
}

async function listUnlessHidden(
  server: OxenServer,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly RepositoryName[] | undefined> {
  try {
    return await listRepositories(server, namespace, signal);
  } catch (error) {
    if (error instanceof HttpError && [403, 404].includes(error.status)) return undefined;
    throw error;
  }
}
