import * as v from 'valibot';
import type { RepositoryName } from './address';
import type { OxenServer, Repository } from './client';
import { HttpError } from './errors';
import { isSegment, MOST_LIST_BYTES, segment } from './route';

export interface RepositoryInfo {
  /** No commit yet, on any branch. */
  readonly isEmpty: boolean;
  /** Where blobs lie; told by servers ≥ 0.64 only (oxen-protocol-0.65.md §4.4). */
  readonly store: 'local' | 's3' | 'unknown';
}

const GetReply = v.object({
  repository: v.object({ is_empty: v.optional(v.boolean(), false), storage_kind: v.optional(v.string()) }),
});

/** @throws HttpError 404 when there is none, or this key may not see it */
export async function getRepository(repository: Repository, signal: AbortSignal): Promise<RepositoryInfo> {
  const { server, path, name } = repository;
  const what = `Opening ${name.namespace}/${name.name}`;
  const reply = await server.json({ what, method: 'GET', path, repeat: 'safe', signal }, GetReply);
  const { is_empty, storage_kind } = reply.repository;
  return {
    isEmpty: is_empty,
    store: storage_kind === 'local' || storage_kind === 's3' ? storage_kind : 'unknown',
  };
}

/** The names of the repositories of a namespace, but for those that no address leads to; an unknown namespace has none. */
export async function listRepositories(
  server: OxenServer,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly RepositoryName[]> {
  const schema = v.object({ repositories: v.array(v.object({ namespace: v.string(), name: v.string() })) });
  const call = {
    what: `Listing the repositories of ${namespace}`,
    method: 'GET',
    path: `/api/repos/${segment(namespace)}`,
    repeat: 'safe',
    maxReplyBytes: MOST_LIST_BYTES,
    signal,
  } as const;
  const { repositories } = await server.json(call, schema);
  return repositories.filter(({ namespace, name }) => isSegment(namespace) && isSegment(name));
}

/** Makes an empty repository. One that exists already is no error, and stays as it is. */
export async function createRepository({ server, name }: Repository, signal: AbortSignal): Promise<void> {
  const what = `Creating ${name.namespace}/${name.name}`;
  const call = { what, method: 'POST', path: '/api/repos', json: name, repeat: 'safe', signal } as const;
  try {
    await server.json(call, v.object({ status: v.literal('success') }));
  } catch (error) {
    if (!(error instanceof HttpError && error.status === 409)) throw error;
  }
}
