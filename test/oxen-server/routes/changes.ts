import * as v from 'valibot';
import { parameter, repositoryOf, workspaceOf, type Exchange } from '../http/exchange';
import { bareNotFound, success, type Reply } from '../http/reply';
import type { Routes } from '../http/routeTable';
import type { StagedFile, Workspace } from '../model/workspaces';
import { changeEntry } from '../views/entry';
import { nonEmptyPageOf, paginate, type Page } from '../views/pagination';

export const changeRoutes: Routes = {
  'GET /api/repos/{namespace}/{name}/workspaces/{workspace}/changes': (exchange) => list(exchange, ''),
  'GET /api/repos/{namespace}/{name}/workspaces/{workspace}/changes/{path:*}': (exchange) =>
    list(exchange, parameter(exchange, 'path')),
  'DELETE /api/repos/{namespace}/{name}/workspaces/{workspace}/changes': unstageMany,
  'DELETE /api/repos/{namespace}/{name}/workspaces/{workspace}/changes/{path:*}': unstage,
};

/** Three lists, each cut at the same page. */
function list(exchange: Exchange, path: string): Reply {
  const page = nonEmptyPageOf(exchange.query, exchange.server.features);
  const workspace = workspaceOf(exchange, repositoryOf(exchange));
  const below = [...workspace.staged.keys()].filter((file) => isBelow(file, path));
  const withStatus = (status: StagedFile['status']): string[] =>
    below.filter((file) => workspace.staged.get(file)?.status === status);
  return success('resource_found', {
    staged: {
      added_dirs: directoriesOf(below),
      added_files: entriesOf(withStatus('Added'), page),
      modified_files: entriesOf(withStatus('Modified'), page),
      removed_files: entriesOf([], page),
    },
  });
}

async function unstageMany(exchange: Exchange): Promise<Reply> {
  const paths = await exchange.body.json(v.array(v.string()));
  const repository = repositoryOf(exchange);
  const workspace = workspaceOf(exchange, repository);
  repository.workspaces.stage(
    workspace.id,
    paths.filter((path) => workspace.staged.has(path)).map((path) => [path, null] as const),
  );
  return success('resource_deleted');
}

function unstage(exchange: Exchange): Reply {
  const repository = repositoryOf(exchange);
  const workspace: Workspace = workspaceOf(exchange, repository);
  const path = parameter(exchange, 'path');
  if (!workspace.staged.has(path)) return bareNotFound();
  repository.workspaces.stage(workspace.id, [[path, null]]);
  return success('resource_deleted');
}

function isBelow(file: string, path: string): boolean {
  const directory = path.replace(/\/+$/, '');
  return directory === '' || directory === '.' || file === directory || file.startsWith(`${directory}/`);
}

/** In another order each time, as on a real server. */
function entriesOf(paths: readonly string[], page: Page): object {
  const { items, pagination } = paginate(shuffled(paths), page);
  return { dir: null, entries: items.map(changeEntry), resource: null, metadata: null, ...pagination };
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}

/** `SummarizedStagedDirStats`: each directory with the number of files staged in it. */
function directoriesOf(files: readonly string[]): object {
  const counts = new Map<string, number>();
  for (const file of files) {
    const directory = file.slice(0, Math.max(0, file.lastIndexOf('/')));
    counts.set(directory, (counts.get(directory) ?? 0) + 1);
  }
  const paths = Object.fromEntries(
    [...counts].map(([path, count]) => [
      path,
      [{ path, num_files_staged: count, total_files: 0, status: 'Added' }],
    ]),
  );
  return { num_files_staged: files.length, total_files: 0, paths };
}
