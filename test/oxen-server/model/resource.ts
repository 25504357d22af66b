import { Refusal, notFound } from '../http/reply';
import type { Branch } from './branches';
import type { Commit } from './commits';
import type { Repository } from './repository';
import { emptyDirectory, type Directory } from './tree';
import type { Workspace } from './workspaces';

/** What `revision/path` in a URL means. */
export interface Resource {
  readonly commit: Commit | undefined;
  readonly branch: Branch | undefined;
  readonly workspace: Workspace | undefined;
  /** The revision as it was given: a commit id, a branch's or a workspace's name. */
  readonly version: string;
  readonly path: string;
}

/**
 * Commits first, then the longest branch name that leaves a path, then workspaces.
 *
 * @see liboxen 0.50.7 core/v_latest/resource.rs:17
 */
export function resolveResource(repository: Repository, text: string): Resource {
  const segments = text.split('/').filter((segment) => segment !== '' && segment !== '.');
  const [first = '', ...others] = segments;

  const commit = repository.commits.get(first);
  if (commit) return resource({ commit, version: first, path: others.join('/') });

  for (const length of branchLengths(segments.length)) {
    const branch = repository.branches.get(segments.slice(0, length).join('/'));
    if (!branch) continue;
    const head = repository.commits.get(branch.commit_id);
    return resource({ commit: head, branch, version: branch.name, path: segments.slice(length).join('/') });
  }

  const workspace = repository.workspaces.get(first);
  if (workspace) return resource({ workspace, version: workspace.id, path: others.join('/') });
  throw new Refusal(notFound('Path does not exist', `Could not find path: ${text}`));
}

/** The tree a resource is looked up in; a workspace's is that of its base. */
export function treeOf(repository: Repository, { commit, workspace }: Resource): Directory {
  const id = workspace?.baseId ?? commit?.id;
  return id === undefined ? emptyDirectory('') : repository.commits.treeOf(id);
}

/** All but the last segment first, down to one, and the whole text at the end. */
function* branchLengths(count: number): Generator<number> {
  for (let length = count - 1; length >= 1; length -= 1) yield length;
  yield count;
}

function resource(known: Pick<Resource, 'version' | 'path'> & Partial<Resource>): Resource {
  return { commit: undefined, branch: undefined, workspace: undefined, ...known };
}
