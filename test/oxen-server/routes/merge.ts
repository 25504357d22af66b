import * as v from 'valibot';
import { parameter, repositoryOf, workspaceOf, type Exchange } from '../http/exchange';
import { Refusal, described, failure, success, typed, type Reply } from '../http/reply';
import { jsonInText } from '../http/requestBody';
import type { Routes } from '../http/routeTable';
import type { Branch } from '../model/branches';
import { commitsSince, conflictsOf, mergeWorkspace } from '../model/merge';
import type { Workspace } from '../model/workspaces';
import { branchNamed } from './branches';

const newCommitSchema = v.object({ message: v.string(), author: v.string(), email: v.string() });

export const mergeRoutes: Routes = {
  'GET /api/repos/{namespace}/{name}/workspaces/{workspace}/merge/{branch:*}': mergeability,
  'POST /api/repos/{namespace}/{name}/workspaces/{workspace}/merge/{branch:*}': merge,
  'POST /api/repos/{namespace}/{name}/workspaces/{workspace}/commit/{branch:*}': merge,
};

function mergeability(exchange: Exchange): Reply {
  const repository = repositoryOf(exchange);
  const workspace = workspaceOf(exchange, repository);
  const branch = branchNamed(repository, parameter(exchange, 'branch'));
  const conflicts = conflictsOf(repository, workspace, branch, exchange.server.features);
  return success('resource_found', {
    is_mergeable: conflicts.length === 0,
    conflicts: conflicts.map((path) => ({ path })),
    commits: commitsSince(repository, workspace.baseId, branch),
  });
}

/** @see docs/protocol/merge.md#replies, docs/protocol/merge.md#replies */
async function merge(exchange: Exchange): Promise<Reply> {
  const { features } = exchange.server;
  const repository = repositoryOf(exchange);
  const input = await jsonInText(exchange.body, newCommitSchema);
  const workspace = workspaceOf(exchange, repository);
  const name = parameter(exchange, 'branch');
  const branch = repository.branches.get(name);
  if (!branch) throw new Refusal(described(404, name));

  if (conflictsOf(repository, workspace, branch, features).length > 0) {
    throw new Refusal(behind(workspace, branch, features.conflictStatus));
  }
  if (workspace.staged.size === 0) {
    throw new Refusal(failure(422, features.typedErrors ? 'NoChanges' : 'Basic(No changes to commit)'));
  }
  return success('resource_created', { commit: mergeWorkspace(repository, workspace, branch, input) });
}

function behind(workspace: Workspace, branch: Branch, status: number): Reply {
  const commits = `${workspace.baseId} < ${branch.commit_id}`;
  return typed(status, 'conflict', {
    type: 'conflict',
    title: 'Workspace is behind',
    detail: `This workspace '${workspace.id}' is behind on branch '${branch.name}' commit ${commits}`,
  });
}
