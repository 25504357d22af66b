import * as v from 'valibot';
import type { BranchName } from './branchName';
import type { Repository } from './client';
import { isMissing } from './errors';
import type { Repeat } from './retry';
import { Commit, Done } from './schemas';

/** Oxen's staging area on the server, based on one commit. */
export interface Workspace {
  readonly repository: Repository;
  readonly id: string;
  readonly branch: BranchName;
  /** The commit it is based on. */
  readonly base: string;
}

/** What names a workspace before it is known to exist. */
export type WorkspaceId = Pick<Workspace, 'repository' | 'id'>;

const WorkspacesReply = v.object({ workspaces: v.array(v.object({ id: v.string() })) });
const WorkspaceReply = v.object({ workspace: v.object({ commit: Commit }) });

/**
 * A fresh workspace on the branch's head; `id` is one that nobody else has. In an empty repository the server makes
 * the branch and an empty first commit by itself (oxen-protocol.md §3.1).
 */
export async function createWorkspace(
  { repository, id }: WorkspaceId,
  branch: BranchName,
  signal: AbortSignal,
): Promise<Workspace> {
  const { workspace } = await repository.server.json(
    {
      what: `Opening a workspace on ${branch}`,
      method: 'PUT',
      path: `${repository.path}/workspaces`,
      // The last three are for the hub; the open server does not read them.
      json: { workspace_id: id, branch_name: branch, resource_path: '/', entity_type: 'user', force: true },
      repeat: 'safe',
      signal,
    },
    WorkspaceReply,
  );
  return { repository, id, branch, base: workspace.commit.id };
}

/** A workspace that was made before; `undefined` when it is gone. */
export async function getWorkspace(
  { repository, id }: WorkspaceId,
  branch: BranchName,
  signal: AbortSignal,
): Promise<Workspace | undefined> {
  const call = {
    what: 'Looking up the workspace',
    method: 'GET',
    path: `${repository.path}/workspaces/${id}`,
    repeat: 'safe',
    signal,
  } as const;
  try {
    const { workspace } = await repository.server.json(call, WorkspaceReply);
    return { repository, id, branch, base: workspace.commit.id };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The ids of all workspaces of a repository, of whomever and for whatever branch. */
export async function listWorkspaces(
  repository: Repository,
  signal: AbortSignal,
  repeat: Repeat = 'never',
): Promise<readonly string[]> {
  const { workspaces } = await repository.server.json(
    {
      what: 'Listing the workspaces',
      method: 'GET',
      path: `${repository.path}/workspaces`,
      repeat,
      signal,
    },
    WorkspacesReply,
  );
  return workspaces.map(({ id }) => id);
}

/** Deletes the workspace and what is staged in it; blobs stay on the server. One that is gone is no error. */
export async function deleteWorkspace({ repository, id }: WorkspaceId, signal: AbortSignal): Promise<void> {
  const call = {
    what: 'Deleting the workspace',
    method: 'DELETE',
    path: `${repository.path}/workspaces/${id}`,
    repeat: 'safe',
    signal,
  } as const;
  try {
    await repository.server.json(call, Done);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
