import * as v from 'valibot';
import type { Features } from '../features';
import { parameter, repositoryOf, type Exchange, type ServerState } from '../http/exchange';
import { Refusal, badRequest, bareNotFound, failure, success, type Reply } from '../http/reply';
import { parseJson } from '../http/requestBody';
import type { Routes } from '../http/routeTable';
import { summaryOf } from '../model/directorySummary';
import type { Repository, StorageKind } from '../model/repository';
import { resolveResource } from '../model/resource';
import { dataTypeCounts } from '../views/entry';
import { resourceView } from '../views/resource';

const MIN_VERSION = '0.36.0';
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
/** @see docs/protocol/repositories.md#looking */
const STRICT_NAMESPACE = /^(?!(repo|name_table)$)[a-zA-Z0-9][a-zA-Z0-9_-]{1,49}$/i;

const newRepositorySchema = v.object({
  namespace: v.string(),
  name: v.string(),
  storage_kind: v.nullish(v.picklist(['local', 's3'])),
});

export const repositoryRoutes: Routes = {
  'POST /api/repos': create,
  'GET /api/repos/{namespace}': (exchange) =>
    success('resource_found', {
      repositories: exchange.server.repositories
        .list(parameter(exchange, 'namespace'))
        .map(({ namespace, name }) => ({ namespace, name, min_version: MIN_VERSION })),
    }),
  'GET /api/repos/{namespace}/{name}': show,
  'DELETE /api/repos/{namespace}/{name}': remove,
};

async function create({ server, headers, body }: Exchange): Promise<Reply> {
  const contentType = headers['content-type'];
  if (contentType === undefined) throw new Refusal(badRequest('Unsupported Content-Type'));
  // Compared as text: `application/json; charset=utf-8` is taken for multipart
  // (docs/protocol/repositories.md#creating).
  if (contentType !== 'application/json') throw new Refusal(failure(400, 'bad_request'));
  const parsed = parseJson((await body.bytes()).toString('utf8'), newRepositorySchema);
  if (!parsed.ok) throw new Refusal(badRequest('Invalid JSON'));

  const { namespace, name, storage_kind } = parsed.value;
  const kind = storageKind(storage_kind ?? undefined, server);
  checkNames(namespace, name, server.features);
  if (server.repositories.get(namespace, name)) throw new Refusal(failure(409, 'Repo already exists.'));
  const repository = server.repositories.create(namespace, name, kind);

  const value = {
    status: 'success',
    status_message: 'resource_found',
    repository: {
      namespace,
      latest_commit: null,
      name,
      min_version: MIN_VERSION,
      ...storeFields(repository, server.features),
    },
    ...(server.features.storageKindInViews ? {} : { metadata_entries: null }),
  };
  return { status: 200, body: { kind: 'json', value } };
}

/** `size`, `data_types` and `default_resource` look at `main` only (docs/protocol/repositories.md#looking). */
function show(exchange: Exchange): Reply {
  const repository = repositoryOf(exchange);
  const main = repository.branches.get('main');
  const tree = main && repository.commits.treeOf(main.commit_id);
  const value = {
    status: 'success',
    status_message: 'resource_found',
    repository: {
      namespace: repository.namespace,
      name: repository.name,
      size: tree ? summaryOf(tree).bytes : 0,
      data_types: tree ? dataTypeCounts(tree) : [],
      min_version: MIN_VERSION,
      is_empty: repository.branches.list().length === 0,
      branch_count: repository.branches.list().length,
      ...(main ? { default_resource: resourceView(repository, resolveResource(repository, 'main')) } : {}),
      ...storeFields(repository, exchange.server.features),
    },
  };
  return { status: 200, body: { kind: 'json', value } };
}

function remove(exchange: Exchange): Reply {
  const { server } = exchange;
  const repository = server.repositories.get(parameter(exchange, 'namespace'), parameter(exchange, 'name'));
  if (!repository) throw new Refusal(bareNotFound());
  server.repositories.delete(repository);
  return success('resource_deleted');
}

function storageKind(asked: StorageKind | undefined, server: ServerState): StorageKind {
  if (asked === 's3' && server.storageKind !== 's3') {
    throw new Refusal(
      badRequest("Storage backend 's3' is not enabled on this server. Allowed backends: [local]"),
    );
  }
  return asked ?? server.storageKind;
}

function checkNames(namespace: string, name: string, features: Features): void {
  const rule = '[a-zA-Z0-9][a-zA-Z0-9_.-]+';
  if (!features.strictNamespaces) {
    const wrong = [name, namespace].find((text) => !NAME.test(text));
    if (wrong === undefined) return;
    throw new Refusal(failure(400, `Invalid repository or namespace name '${wrong}'. Must match ${rule}`));
  }
  if (!NAME.test(name)) {
    throw new Refusal(failure(400, `Invalid repository name '${name}'. Must match ${rule}`));
  }
  if (!STRICT_NAMESPACE.test(namespace)) {
    const strictRule = '[a-zA-Z0-9][a-zA-Z0-9_-]{1,49}';
    throw new Refusal(failure(400, `Invalid namespace name '${namespace}'. Must match ${strictRule}`));
  }
}

function storeFields(repository: Repository, features: Features): object {
  if (!features.storageKindInViews) return {};
  return { storage_kind: repository.storageKind, repo_uuid: repository.uuid };
}
