import type { Features } from '../features';
import type { Branch } from './branches';
import type { Commit, NewCommit } from './commits';
import type { Repository } from './repository';
import { findFile, type FileNode } from './tree';
import type { StagedFile, Workspace } from './workspaces';

/** Staged paths that the branch changed in a way that forbids the merge. */
export function conflictsOf(
  repository: Repository,
  workspace: Workspace,
  branch: Branch,
  features: Features,
): string[] {
  if (branch.commit_id === workspace.baseId) return [];

  const baseTree = repository.commits.treeOf(workspace.baseId);
  const headTree = repository.commits.treeOf(branch.commit_id);
  const isConflict = features.addAddConflict ? isChangedOtherwise : isEditedOnBothSides;
  return [...workspace.staged]
    .filter(([path, file]) => isConflict(findFile(baseTree, path), findFile(headTree, path), file))
    .map(([path]) => path);
}

/** Until 0.61.1: only files that base and branch both have. @see liboxen 0.50.7 workspaces/commit.rs:203 */
function isEditedOnBothSides(base: FileNode | undefined, head: FileNode | undefined): boolean {
  return base !== undefined && head !== undefined && base.hash !== head.hash;
}

/**
 * Since 0.62: whatever the branch changed, unless it already holds what is staged
 * (docs/protocol/merge.md#conflict-rule).
 */
function isChangedOtherwise(
  base: FileNode | undefined,
  head: FileNode | undefined,
  staged: StagedFile,
): boolean {
  return base?.hash !== head?.hash && head?.hash !== staged.hash;
}

/** Commits what is staged on top of the branch as it is now. Runs without a pause: merges never race here. */
export function mergeWorkspace(
  repository: Repository,
  workspace: Workspace,
  branch: Branch,
  input: NewCommit,
): Commit {
  const changes = [...workspace.staged]
    // A name with a backslash is staged and committed, and then nowhere in the tree
    // (docs/protocol/staging.md#file-names).
    .filter(([path]) => !path.includes('\\'))
    .map(([path, { hash, size, time }]) => ({ path, hash, size, time }));
  const commit = repository.commits.add(branch.commit_id, input, changes);
  repository.branches.set(branch.name, commit.id);
  repository.workspaces.finish(workspace.id, commit.id);
  return commit;
}

/** What the branch got since the workspace's base, newest first. */
export function commitsSince(repository: Repository, baseId: string, branch: Branch): Commit[] {
  const history = repository.commits.history(branch.commit_id);
  const end = history.findIndex(({ id }) => id === baseId);
  return end < 0 ? history : history.slice(0, end);
}
