import type { Features } from '../features';
import type { Repository } from './repository';
import { findFile, type FileNode } from './tree';
import type { StagedFile, Workspace } from './workspaces';
import { canonicalHash } from '../storage/contentHash';

export interface StagingPlace {
  readonly repository: Repository;
  readonly workspace: Workspace;
  /** Of the server. */
  readonly features: Features;
}

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
 * A file equal to the base commit's counts as done but changes nothing; it does not undo what was staged before. Where
 * times are trusted, it is equal too when size and time are, whatever it holds (docs/protocol/staging.md#equal-times).
 */
export function stageFiles(
  { repository, workspace, features }: StagingPlace,
  files: readonly FileToStage[],
): StagingResult {
  const staged: FileToStage[] = [];
  const errors: StagingError[] = [];
  const changes: [string, StagedFile][] = [];
  const base = repository.commits.treeOf(workspace.baseId);

  for (const file of files) {
    const blob = file.hash.length < 2 ? undefined : repository.blobs.look(file.hash);
    // The commit names the canonical hash, whatever spelling the store has (docs/protocol/hashes.md#spelling).
    const hash = canonicalHash(file.hash);
    if (blob === undefined || hash === undefined) {
      errors.push({
        ...file,
        error: 'Failed to resolve version path: No such file or directory (os error 2)',
      });
      continue;
    }
    staged.push(file);
    const before = findFile(base, file.path);
    if (isEqual(before, { hash, ...blob }, features)) continue;
    changes.push([file.path, { hash, ...blob, status: before ? 'Modified' : 'Added' }]);
  }
  repository.workspaces.stage(workspace.id, changes);
  return { staged, errors };
}

function isEqual(
  before: FileNode | undefined,
  now: Pick<FileNode, 'hash' | 'size' | 'time'>,
  { trustsTimes }: Features,
): boolean {
  if (before === undefined) return false;
  return before.hash === now.hash || (trustsTimes && before.size === now.size && before.time === now.time);
}
