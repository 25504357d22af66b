import { repositoryOf, type Exchange } from '../http/exchange';
import { optionalInteger } from '../http/query';
import { Refusal, badRequest, frameworkText, notFound, success, type Reply } from '../http/reply';
import type { Routes } from '../http/routeTable';
import type { Repository } from '../model/repository';
import { treeOf, type Resource } from '../model/resource';
import { findDirectory, type Directory } from '../model/tree';
import { addedEntry, dataTypeCounts, directoryEntry, fileEntry } from '../views/entry';
import { paginate, pageOf } from '../views/pagination';
import { resourceOf } from './reading';

export const listingRoutes: Routes = {
  'GET /api/repos/{namespace}/{name}/dir/{resource:*}': list,
};

interface Order {
  readonly by: 'name' | 'date';
  readonly isReversed: boolean;
}

function list(exchange: Exchange): Reply {
  const page = pageOf(exchange.query);
  const depth = depthOf(exchange.query);
  const repository = repositoryOf(exchange);
  const resource = resourceOf(exchange, repository);
  const order = orderOf(exchange.query);
  const directory = findDirectory(treeOf(repository, resource), resource.path);
  if (!directory || isEmptyRoot(directory, resource))
    throw new Refusal(notFound('Resource not found', `Could not find path: ${resource.path}`));

  const { items, pagination } = paginate(namesOf(repository, directory, order), page);
  const entries = items.map((name) => entryOf(repository, resource, directory, name, { depth, order }));
  return success('resource_found', {
    dir: directoryEntry(repository, resource, directory),
    // Added files follow on every page and are not counted (docs/protocol/reading.md#directories).
    entries: [...entries, ...addedEntries(repository, resource)],
    resource: { path: resource.path, version: resource.version },
    metadata: { dir: { data_types: dataTypeCounts(directory) } },
    ...pagination,
  });
}

/** Before the first file is committed a branch has no root directory yet, as real servers have it. */
function isEmptyRoot({ directories, files }: Directory, { path, workspace }: Resource): boolean {
  return path === '' && directories.size + files.size + (workspace?.staged.size ?? 0) === 0;
}

/** Directories first. */
function namesOf(repository: Repository, directory: Directory, order: Order): string[] {
  const sorted = (nodes: ReadonlyMap<string, { readonly commitId: string }>): string[] => {
    const names = [...nodes.keys()].sort((a, b) => (a < b ? -1 : 1));
    if (order.by === 'date') {
      const time = (name: string): string =>
        repository.commits.get(nodes.get(name)?.commitId ?? '')?.timestamp ?? '';
      names.sort((a, b) => time(a).localeCompare(time(b)));
    }
    return order.isReversed ? names.reverse() : names;
  };
  return [...sorted(directory.directories), ...sorted(directory.files)];
}

interface Nesting {
  readonly depth: number;
  readonly order: Order;
}

function entryOf(
  repository: Repository,
  parent: Resource,
  directory: Directory,
  name: string,
  nesting: Nesting,
): object {
  const resource = { ...parent, path: parent.path === '' ? name : `${parent.path}/${name}` };
  const inner = directory.directories.get(name);
  if (inner) return directoryWithChildren(repository, resource, inner, nesting);

  const file = directory.files.get(name);
  if (!file) throw new Error(`${name} is neither file nor directory`);
  const staged = resource.workspace?.staged.get(resource.path);
  return {
    ...fileEntry(repository, resource, file),
    ...(staged ? { changes: { status: staged.status } } : {}),
  };
}

function directoryWithChildren(
  repository: Repository,
  resource: Resource,
  directory: Directory,
  { depth, order }: Nesting,
): object {
  const entry = directoryEntry(repository, resource, directory);
  if (depth === 0) return entry;
  const children = namesOf(repository, directory, order).map((name) =>
    entryOf(repository, resource, directory, name, { depth: depth - 1, order }),
  );
  return { ...entry, children };
}

function addedEntries(repository: Repository, parent: Resource): object[] {
  const below = parent.path === '' ? '' : `${parent.path}/`;
  return [...(parent.workspace?.staged ?? [])]
    .filter(([path, { status }]) => status === 'Added' && path.startsWith(below))
    .map(([path, file]) => addedEntry(repository, { ...parent, path }, file));
}

/** 0: this directory only; negative: everything below. */
function depthOf(query: URLSearchParams): number {
  const text = query.get('depth') ?? '0';
  if (/^-\d+$/.test(text)) return Number.POSITIVE_INFINITY;
  return optionalInteger(query, 'depth') ?? 0;
}

function orderOf(query: URLSearchParams): Order {
  const by = query.get('sort_by') ?? 'name';
  const reverse = query.get('reverse') ?? 'false';
  if (by !== 'name' && by !== 'date') {
    throw new Refusal(badRequest('Invalid value for sort_by, valid options include: `name`, `date`.'));
  }
  if (reverse !== 'true' && reverse !== 'false') {
    throw new Refusal(
      frameworkText(400, 'Query deserialize error: provided string was not `true` or `false`'),
    );
  }
  return { by, isReversed: reverse === 'true' };
}
