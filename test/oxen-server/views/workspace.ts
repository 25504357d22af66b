import type { Features } from '../features';
import type { Repository } from '../model/repository';
import type { Workspace } from '../model/workspaces';

export function workspaceView(
  repository: Repository,
  workspace: Workspace,
  features: Features,
  id = workspace.id,
): object {
  return {
    id,
    name: workspace.name ?? null,
    commit: repository.commits.get(workspace.baseId) ?? null,
    ...(features.storageKindInViews ? { created_at: workspace.createdAt } : {}),
  };
}
