import type { IncomingHttpHeaders } from 'node:http';
import type { Features } from '../features';
import type { Repositories, Repository, StorageKind } from '../model/repository';
import type { Workspace } from '../model/workspaces';
import type { Disk } from '../storage/disk';
import type { UploadSessions } from '../model/uploadSessions';
import { Refusal, described, type Reply } from './reply';
import type { RequestBody } from './requestBody';

/** What all requests share. */
export interface ServerState {
  readonly features: Features;
  readonly repositories: Repositories;
  readonly uploads: UploadSessions;
  readonly dataDirectory: string;
  readonly disk: Disk;
  /** The store of new repositories; a server without S3 refuses to make one there. */
  readonly storageKind: StorageKind;
  /** `STREAM_SEGMENT_SIZE`: also the limit of an unpacked gzip part. */
  readonly segmentBytes: number;
}

/** One request on its way through a handler. */
export interface Exchange {
  readonly server: ServerState;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody;
}

export type Handler = (exchange: Exchange) => Reply | Promise<Reply>;

export function parameter({ parameters }: Exchange, name: string): string {
  const value = parameters[name];
  if (value === undefined) throw new Error(`the route has no {${name}}`);
  return value;
}

export function repositoryOf(exchange: Exchange): Repository {
  const namespace = parameter(exchange, 'namespace');
  const name = parameter(exchange, 'name');
  const repository = exchange.server.repositories.get(namespace, name);
  if (!repository) throw new Refusal(described(404, `Repository '${namespace}/${name}' not found`));
  return repository;
}

export function workspaceOf(exchange: Exchange, repository: Repository): Workspace {
  const id = parameter(exchange, 'workspace');
  const workspace = repository.workspaces.get(id);
  if (!workspace) throw new Refusal(described(404, `Workspace not found: ${id}`));
  return workspace;
}
