import type { Repository } from './repository';
import { findFile } from './tree';
import type { StagedFile, Workspace } from './workspaces';
import { canonicalHash } from '../storage/contentHash';

export interface FileToStage {
  readonly path: string;
  readonly hash: string;
}

export interface StagingError extends FileToStage {
  readonly error: string;
}

export interface StagingResult {
  readonly staged: readonly FileToStage[];
  readonly errors: readonly StagingError[];
}

/**
 * Stages blobs that the store has.
 *
 * A file equal to the base commit's counts as done but changes nothing; it does not undo what was staged before
 * (oxen-protocol-0.65.md §3.1).
 */
export function stageFiles(
  repository: Repository,
  workspace: Workspace,
  files: readonly FileToStage[],
): StagingResult {
  const staged: FileToStage[] = [];
  const errors: StagingError[] = [];
  const changes: [string, StagedFile][] = [];
  const base = repository.commits.treeOf(workspace.baseId);

  for (const file of files) {
    const size = file.hash.length < 2 ? undefined : repository.blobs.size(file.hash);
    // The commit names the canonical hash, whatever spelling the store has (oxen-protocol.md §7).
    const hash = canonicalHash(file.hash);
    if (size === undefined || hash === undefined) {
      errors.push({
        ...file,
        error: 'Failed to resolve version path: No such file or directory (os error 2)',
      });
      continue;
    }
    staged.push(file);
    const before = findFile(base, file.path);
    if (before?.hash !== hash)
      changes.push([file.path, { hash, size, status: before ? 'Modified' : 'Added' }]);
  }
  repository.workspaces.stage(workspace.id, changes);
  return { staged, errors };
}
