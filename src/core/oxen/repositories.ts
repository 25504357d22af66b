import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { RepositoryName } from './address';
import type { OxenServer, Repository } from './http/client';
import { HttpError } from './errors';
import type { Repeat } from './http/retry';
import { isSegment, MOST_LIST_BYTES, segment } from './http/route';
import { Done } from './schemas';

export interface RepositoryInfo {
  /** Where blobs lie; told by servers ≥ 0.64 only (docs/protocol/repositories.md#looking). */
  readonly store: 'local' | 's3' | 'unknown';
}

const GetReply = v.object({
  repository: v.object({ storage_kind: v.optional(v.string()) }),
});

/** @throws HttpError 404 when there is none, or this key may not see it */
export async function getRepository(
  repository: Repository,
  signal: AbortSignal,
  repeat: Repeat = 'safe',
): Promise<RepositoryInfo> {
  const { server, path, name } = repository;
  const what = t('Opening {0}/{1}', name.namespace, name.name);
  const reply = await server.json({ what, method: 'GET', path, repeat, signal }, GetReply);
  return { store: storeOf(reply.repository.storage_kind) };
}

/**
 * The names of the repositories of a namespace, but for those that no address leads to; an unknown namespace has none.
 */
export async function listRepositories(
  server: OxenServer,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly RepositoryName[]> {
  const schema = v.object({ repositories: v.array(v.object({ namespace: v.string(), name: v.string() })) });
  const call = {
    what: t('Listing the repositories of {0}', namespace),
    method: 'GET',
    path: `/api/repos/${segment(namespace)}`,
    repeat: 'safe',
    maxReplyBytes: MOST_LIST_BYTES,
    signal,
  } as const;
  const { repositories } = await server.json(call, schema);
  return repositories.filter(({ namespace, name }) => isSegment(namespace) && isSegment(name));
}

const CreateReply = v.object({
  status: v.literal('success'),
  repository: v.optional(v.object({ storage_kind: v.optional(v.string()) }), {}),
});

/**
 * Makes an empty repository, and tells where its blobs lie. One that exists already stays as it is: `undefined`. So
 * also when the first answer got lost: who has made it is not known then.
 */
export async function createRepository(
  { server, name }: Repository,
  signal: AbortSignal,
): Promise<Pick<RepositoryInfo, 'store'> | undefined> {
  const what = t('Creating {0}/{1}', name.namespace, name.name);
  const call = { what, method: 'POST', path: '/api/repos', json: name, repeat: 'safe', signal } as const;
  try {
    const { repository } = await server.json(call, CreateReply);
    return { store: storeOf(repository.storage_kind) };
  } catch (error) {
    if (!(error instanceof HttpError && error.status === 409)) throw error;
    return undefined;
  }
}

/** Deletes a repository with all that is in it. Tried once: a second request could meet another repository. */
export async function deleteRepository(
  { server, path, name }: Repository,
  signal: AbortSignal,
): Promise<void> {
  const what = t('Deleting {0}/{1}', name.namespace, name.name);
  await server.json({ what, method: 'DELETE', path, repeat: 'never', signal }, Done);
}

function storeOf(kind: string | undefined): RepositoryInfo['store'] {
  return kind === 'local' || kind === 's3' ? kind : 'unknown';
}
