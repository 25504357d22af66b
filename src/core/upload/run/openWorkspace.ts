import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { WorkspaceId } from '../../oxen/ids';
import { stagedPaths, unstage } from '../../oxen/staging';
import { createWorkspace, deleteWorkspace, getWorkspace, type Workspace } from '../../oxen/workspaces';
import type { Journal } from '../journal/journal';
import type { Plan } from '../plan/plan';

export interface OpenWorkspace {
  readonly workspace: Workspace;
  /** Paths that lie in it as planned. */
  readonly staged: ReadonlySet<string>;
}

/**
 * The workspace of this run: that of an earlier process, with what is staged in it as planned, or a fresh one.
 * Named in the journal before it is made, so that none is forgotten on the server.
 */
export async function openWorkspace(
  plan: Plan,
  journal: Journal,
  signal: AbortSignal,
): Promise<OpenWorkspace> {
  const { repository, branch } = plan.target;
  const { workspace: earlier, isWorkspaceOutdated } = journal.checkpoint;
  if (earlier !== undefined && isWorkspaceOutdated)
    await deleteWorkspace({ repository, id: earlier }, signal);
  const workspace =
    earlier === undefined || isWorkspaceOutdated
      ? undefined
      : await getWorkspace({ repository, id: earlier }, branch, signal);
  if (workspace !== undefined)
    return { workspace, staged: await keepPlanned(workspace, plan, journal, signal) };
  const id = v.parse(WorkspaceId, randomUUID());
  await journal.note({ type: 'workspace', id, base: plan.base });
  return { workspace: await createWorkspace({ repository, id }, branch, signal), staged: new Set() };
}

/** Takes out what is not staged as planned: files have changed since, or somebody else committed them. */
async function keepPlanned(
  workspace: Workspace,
  { blobs }: Plan,
  { checkpoint }: Journal,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const there = await stagedPaths(workspace, signal);
  const kept = new Set<string>();
  for (const { hash, destinations } of blobs)
    for (const { path } of destinations)
      if (there.has(path) && checkpoint.isStaged(path, hash)) kept.add(path);
  const others = [...there].filter((path) => !kept.has(path));
  await unstage(workspace, others, signal);
  return kept;
}
