import { parameter, repositoryOf, type Exchange } from '../http/exchange';
import { Refusal, bareNotFound, notFound, success, type Reply } from '../http/reply';
import type { Routes } from '../http/routeTable';
import type { Commit } from '../model/commits';
import type { Repository } from '../model/repository';
import { findDirectory, findFile } from '../model/tree';
import { nonEmptyPageOf, paginate } from '../views/pagination';
import { resourceOf } from './reading';

export const commitRoutes: Routes = {
  'GET /api/repos/{namespace}/{name}/commits/history/{resource:*}': history,
  'GET /api/repos/{namespace}/{name}/commits/{commit}': (exchange) => {
    const id = parameter(exchange, 'commit');
    const commit = repositoryOf(exchange).commits.get(id);
    if (!commit) throw new Refusal(notFound('Revision not found', `Could not find branch or commit: ${id}`));
    return success('resource_found', { commit });
  },
  'POST /api/repos/{namespace}/{name}/commits/{commit}/complete': (exchange) => {
    const { repositories } = exchange.server;
    const repository = repositories.get(parameter(exchange, 'namespace'), parameter(exchange, 'name'));
    const commit = repository?.commits.get(parameter(exchange, 'commit'));
    if (!commit) throw new Refusal(bareNotFound());
    return success('resource_created', { commit });
  },
};

function history(exchange: Exchange): Reply {
  const { features } = exchange.server;
  const page = nonEmptyPageOf(exchange.query, features);
  const repository = repositoryOf(exchange);
  if (repository.commits.isEmpty) {
    const pagination = { page_size: page.size, page_number: page.number, total_pages: 1, total_entries: 0 };
    return success('resource_found', { commits: [], ...pagination });
  }
  const resource = resourceOf(exchange, repository);
  if (!resource.commit) throw new Refusal(bareNotFound());

  const line = repository.commits.history(resource.commit.id);
  const wanted =
    resource.path === '' ? line : line.filter((commit) => touches(repository, commit, resource.path));
  const { items, pagination } = paginate(wanted, page);
  // Since 0.64 the history of a path has no totals (docs/protocol/reading.md#history).
  if (resource.path !== '' && features.uploads) {
    const hasMore = page.number * page.size < wanted.length;
    return success('resource_found', {
      commits: items,
      page_number: page.number,
      page_size: page.size,
      has_more: hasMore,
    });
  }
  return success('resource_found', { commits: items, ...pagination });
}

function touches(repository: Repository, commit: Commit, path: string): boolean {
  const tree = repository.commits.treeOf(commit.id);
  const node = findFile(tree, path) ?? findDirectory(tree, path);
  return node?.commitId === commit.id;
}
