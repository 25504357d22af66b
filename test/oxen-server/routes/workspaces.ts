import * as v from 'valibot';
import { repositoryOf, workspaceOf, type Exchange } from '../http/exchange';
import { Refusal, failure, success, type Reply } from '../http/reply';
import { jsonInText } from '../http/requestBody';
import type { Routes } from '../http/routeTable';
import type { Branch } from '../model/branches';
import type { Repository } from '../model/repository';
import { workspaceView } from '../views/workspace';

const newWorkspaceSchema = v.object({
  workspace_id: v.string(),
  branch_name: v.string(),
  name: v.nullish(v.string()),
});

export const workspaceRoutes: Routes = {
  'PUT /api/repos/{namespace}/{name}/workspaces': getOrCreate,
  'POST /api/repos/{namespace}/{name}/workspaces': getOrCreate,
  'GET /api/repos/{namespace}/{name}/workspaces': list,
  'GET /api/repos/{namespace}/{name}/workspaces/{workspace}': show,
  'DELETE /api/repos/{namespace}/{name}/workspaces/{workspace}': remove,
  'POST /api/repos/{namespace}/{name}/workspaces/{workspace}/validate': async (exchange) => {
    await exchange.body.text();
    workspaceOf(exchange, repositoryOf(exchange));
    return success('resource_found');
  },
};

async function getOrCreate(exchange: Exchange): Promise<Reply> {
  const { features } = exchange.server;
  const text = exchange.body;
  const repository = repositoryOf(exchange);
  const input = await jsonInText(text, newWorkspaceSchema);
  const name = input.name ?? undefined;
  const branch = repository.branches.get(input.branch_name) ?? firstBranch(repository, input.branch_name);

  // The reply echoes the id that was asked for, even when the name found another (docs/protocol/workspaces.md#opening).
  const known = repository.workspaces.get(name ?? input.workspace_id);
  const workspace = known ?? repository.workspaces.create(input.workspace_id, name, branch.commit_id);
  return success(known ? 'resource_found' : 'resource_created', {
    workspace: workspaceView(repository, workspace, features, input.workspace_id),
  });
}

/** An empty repository gets its first, empty commit on whatever branch is asked for. */
function firstBranch(repository: Repository, name: string): Branch {
  if (!repository.commits.isEmpty) {
    const text = `Branch not found: ${name}. For non-empty repositories, create the branch first.`;
    throw new Refusal(failure(400, text));
  }
  const input = { message: 'Initialized Repo 🐂', author: 'Oxen', email: 'oxen@oxen.ai' };
  return repository.branches.set(name, repository.commits.add(undefined, input, []).id);
}

function list(exchange: Exchange): Reply {
  const repository = repositoryOf(exchange);
  const name = exchange.query.get('name');
  const workspaces = repository.workspaces
    .list()
    .filter((workspace) => name === null || workspace.name === name)
    .map((workspace) => workspaceView(repository, workspace, exchange.server.features));
  return success('resource_created', { workspaces });
}

function show(exchange: Exchange): Reply {
  const repository = repositoryOf(exchange);
  const workspace = workspaceOf(exchange, repository);
  return success('resource_found', {
    workspace: workspaceView(repository, workspace, exchange.server.features),
  });
}

function remove(exchange: Exchange): Reply {
  const repository = repositoryOf(exchange);
  const workspace = workspaceOf(exchange, repository);
  repository.workspaces.delete(workspace.id);
  return success('resource_created', {
    workspace: workspaceView(repository, workspace, exchange.server.features),
  });
}
