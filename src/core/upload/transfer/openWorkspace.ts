import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { WorkspaceId } from '../../oxen/ids';
import { stagedPaths } from '../../oxen/stagedPaths';
import { createWorkspace, deleteWorkspace, getWorkspace, type Workspace } from '../../oxen/workspaces';
import type { Journal } from '../journal/journal';
import type { Course } from './course';

export interface OpenWorkspace {
  readonly workspace: Workspace;
  /** Paths that lie in it already. */
  readonly staged: ReadonlySet<string>;
}

/**
 * The workspace of this run: that of an earlier process, with what is staged in it, or a fresh one.
 * Named in the journal before it is made, so that none is forgotten on the server.
 */
export async function openWorkspace(
  { target, base, files }: Pick<Course, 'target' | 'base' | 'files'>,
  journal: Journal,
  signal: AbortSignal,
): Promise<OpenWorkspace> {
  const { repository, branch } = target;
  const { workspace: earlier, isWorkspaceOutdated, approved } = journal.checkpoint;
  if (earlier !== undefined && isWorkspaceOutdated)
    await deleteWorkspace({ repository, id: earlier }, signal);
  const workspace =
    earlier === undefined || isWorkspaceOutdated
      ? undefined
      : await getWorkspace({ repository, id: earlier }, branch, signal);
  if (workspace !== undefined) {
    const expected = [...(approved?.keys() ?? files.map(({ path }) => path))];
    return { workspace, staged: await stagedPaths(workspace, expected, { expectsAll: false, signal }) };
  }
  const id = v.parse(WorkspaceId, randomUUID());
  await journal.note({ type: 'workspace', id, base });
  return { workspace: await createWorkspace({ repository, id }, branch, signal), staged: new Set() };
}
