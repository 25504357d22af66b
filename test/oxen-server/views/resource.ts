import type { Repository } from '../model/repository';
import type { Resource } from '../model/resource';

/** `ParsedResourceView`: what a listing repeats in each entry. */
export function resourceView(repository: Repository, resource: Resource): object {
  const { workspace } = resource;
  return {
    workspace: workspace
      ? {
          name: workspace.name ?? null,
          id: workspace.id,
          commit: repository.commits.get(workspace.baseId) ?? null,
        }
      : null,
    commit: resource.commit ?? null,
    branch: resource.branch ?? null,
    path: resource.path,
    version: resource.version,
    resource: resource.path === '' ? resource.version : `${resource.version}/${resource.path}`,
  };
}
