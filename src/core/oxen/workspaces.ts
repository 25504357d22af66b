import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { BranchName } from './branchName';
import type { Repository } from './http/client';
import { isMissing, UnexpectedReplyError } from './errors';
import { CommitId, type WorkspaceId } from './ids';
import type { Repeat } from './http/retry';
import { MOST_LIST_BYTES, segment } from './http/route';
import { Done } from './schemas';

/** Oxen's staging area on the server, based on one commit. */
export interface Workspace {
  readonly repository: Repository;
  readonly id: WorkspaceId;
  readonly branch: BranchName;
  /** The commit it is based on. */
  readonly base: CommitId;
}

/** What names a workspace before it is known to exist. */
export type WorkspaceName = Pick<Workspace, 'repository' | 'id'>;

const WorkspacesReply = v.object({ workspaces: v.array(v.object({ id: v.string() })) });
const WorkspaceReply = v.object({
  workspace: v.object({ id: v.string(), commit: v.object({ id: CommitId }) }),
});

/**
 * A fresh workspace on the branch's head; `id` is one that nobody else has. In an empty repository the server makes
 * the branch and an empty first commit by itself (docs/protocol/workspaces.md#opening).
 */
export async function createWorkspace(
  { repository, id }: WorkspaceName,
  branch: BranchName,
  signal: AbortSignal,
): Promise<Workspace> {
  const what = t('Opening a workspace for the upload to {0}', branch);
  const reply = await repository.server.json(
    {
      what,
      method: 'PUT',
      path: `${repository.path}/workspaces`,
      // The last three are for the hub; the open server does not read them.
      json: { workspace_id: id, branch_name: branch, resource_path: '/', entity_type: 'user', force: true },
      repeat: 'safe',
      signal,
    },
    WorkspaceReply,
  );
  return { repository, id, branch, base: baseIn(reply, id, what) };
}

/** A workspace that was made before; `undefined` when it is gone. */
export async function getWorkspace(
  { repository, id }: WorkspaceName,
  branch: BranchName,
  signal: AbortSignal,
): Promise<Workspace | undefined> {
  const call = {
    what: t('Looking up the upload’s workspace on the server'),
    method: 'GET',
    path: `${repository.path}/workspaces/${segment(id)}`,
    repeat: 'safe',
    signal,
  } as const;
  try {
    const reply = await repository.server.json(call, WorkspaceReply);
    return { repository, id, branch, base: baseIn(reply, id, call.what) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function baseIn(
  { workspace }: v.InferOutput<typeof WorkspaceReply>,
  id: WorkspaceId,
  what: string,
): CommitId {
  if (workspace.id === id) return workspace.commit.id;
  throw new UnexpectedReplyError(t('{0} failed: the server returned a different workspace.', what));
}

/** The ids of all workspaces of a repository, of whomever and for whatever branch. */
export async function listWorkspaces(
  repository: Repository,
  signal: AbortSignal,
  repeat: Repeat = 'never',
): Promise<readonly string[]> {
  const { workspaces } = await repository.server.json(
    {
      what: t('Listing the workspaces on the server'),
      method: 'GET',
      path: `${repository.path}/workspaces`,
      repeat,
      maxReplyBytes: MOST_LIST_BYTES,
      signal,
    },
    WorkspacesReply,
  );
  return workspaces.map(({ id }) => id);
}

/** Deletes the workspace and what is staged in it; blobs stay on the server. One that is gone is no error. */
export async function deleteWorkspace({ repository, id }: WorkspaceName, signal: AbortSignal): Promise<void> {
  const call = {
    what: t('Deleting the upload’s workspace on the server'),
    method: 'DELETE',
    path: `${repository.path}/workspaces/${segment(id)}`,
    repeat: 'safe',
    signal,
  } as const;
  try {
    await repository.server.json(call, Done);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
