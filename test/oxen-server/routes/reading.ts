import { parameter, repositoryOf, workspaceOf, type Exchange } from '../http/exchange';
import { decodeResource } from '../http/percentDecoding';
import { Refusal, basicError, notFound, success, typed, unmapped, type Reply } from '../http/reply';
import type { Routes } from '../http/routeTable';
import { mimeTypeOf } from '../model/fileType';
import type { Repository } from '../model/repository';
import { resolveResource, treeOf, type Resource } from '../model/resource';
import { findDirectory, findFile } from '../model/tree';
import { requestPathOrRoot } from './requestPath';
import { addedEntry, directoryEntry, fileEntry } from '../views/entry';

export const readingRoutes: Routes = {
  'GET /api/repos/{namespace}/{name}/meta/{resource:*}': meta,
  'GET /api/repos/{namespace}/{name}/file/{resource:*}': file,
  'HEAD /api/repos/{namespace}/{name}/file/{resource:*}': file,
  'GET /api/repos/{namespace}/{name}/workspaces/{workspace}/files/{path:*}': workspaceFile,
};

export function resourceOf(exchange: Exchange, repository: Repository): Resource {
  const decoded = decodeResource(parameter(exchange, 'resource'));
  const { strictDestinations } = exchange.server.features;
  return resolveResource(repository, strictDestinations ? requestPathOrRoot(decoded, 'resource') : decoded);
}

function meta(exchange: Exchange): Reply {
  const repository = repositoryOf(exchange);
  const resource = resourceOf(exchange, repository);
  const tree = treeOf(repository, resource);
  const staged = resource.workspace?.staged.get(resource.path);

  const directory = findDirectory(tree, resource.path);
  if (directory) return success('resource_found', { entry: directoryEntry(repository, resource, directory) });
  const committed = findFile(tree, resource.path);
  if (committed) {
    // The hash stays that of the base; only `changes` tells that something else is staged.
    const changes = staged ? { changes: { status: staged.status } } : {};
    return success('resource_found', {
      entry: { ...fileEntry(repository, resource, committed), ...changes },
    });
  }
  if (staged) return success('resource_found', { entry: addedEntry(repository, resource, staged) });
  if (resource.workspace) {
    throw new Refusal(basicError("Entry is not in the workspace's staged database"));
  }
  throw new Refusal(notFound('Resource not found', `Could not find path: ${resource.path}`));
}

function file(exchange: Exchange): Reply {
  const repository = repositoryOf(exchange);
  return download(exchange, repository, resourceOf(exchange, repository));
}

/** Its path is decoded once only, so names with `+` or `%` are not found (docs/protocol/requests.md#encoding). */
function workspaceFile(exchange: Exchange): Reply {
  const repository = repositoryOf(exchange);
  const workspace = workspaceOf(exchange, repository);
  const path = parameter(exchange, 'path');
  const resource = { commit: undefined, branch: undefined, workspace, version: workspace.id, path };
  return download(exchange, repository, resource);
}

function download(exchange: Exchange, repository: Repository, resource: Resource): Reply {
  const { path, workspace } = resource;
  const committed = findFile(treeOf(repository, resource), path);
  const found = workspace?.staged.get(path) ?? committed;
  if (!found) throw new Refusal(notFound('Path does not exist', `Could not find path: ${path}`));
  if (!repository.blobs.has(found.hash)) throw new Refusal(blobMissing(exchange, found.hash));

  return {
    status: 200,
    headers: {
      'content-type': mimeTypeOf(path),
      'content-length': String(found.size),
      'oxen-revision-id': committed?.commitId ?? workspace?.baseId ?? '',
      'access-control-expose-headers': 'content-length',
    },
    body: { kind: 'stream', stream: repository.blobs.read(found.hash) },
  };
}

function blobMissing({ server }: Exchange, hash: string): Reply {
  if (!server.features.typedErrors) return unmapped('No such file or directory (os error 2)');
  return typed(500, 'internal_server_error', {
    type: 'version_blob_missing',
    title: 'Version data missing',
    detail: `No stored data for hash ${hash}`,
    hash,
  });
}
