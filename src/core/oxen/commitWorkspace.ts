import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { branchPath } from './branches';
import { LONG_IDLE_TIMEOUT_MS } from './http/client';
import { segment } from './http/route';
import { Commit } from './schemas';
import type { Workspace } from './workspaces';

export interface CommitText {
  readonly message: string;
  readonly author: string;
  readonly email: string;
}

/** Staged paths that the branch has changed since the workspace's base. Below 0.62, add/add is not among them. */
export async function mergeConflicts(workspace: Workspace, signal: AbortSignal): Promise<readonly string[]> {
  const call = {
    what: t('Checking for conflicts'),
    method: 'GET',
    path: mergePath(workspace),
    repeat: 'safe',
    signal,
  } as const;
  const schema = v.object({ is_mergeable: v.boolean(), conflicts: v.array(v.object({ path: v.string() })) });
  const reply = await workspace.repository.server.json(call, schema);
  return reply.conflicts.map(({ path }) => path);
}

/**
 * Commits what is staged. Repeated only where the server says that it did nothing: a lost reply may hide a commit.
 *
 * @throws HttpError; `code` `conflict` with status 404 or 409, 422 with a text for everything else
 * (docs/protocol/merge.md#replies)
 */
export async function commitWorkspace(
  workspace: Workspace,
  text: CommitText,
  signal: AbortSignal,
): Promise<Commit> {
  const { server } = workspace.repository;
  const call = {
    what: 'Committing',
    method: 'POST',
    path: mergePath(workspace),
    json: text,
    repeat: 'rejected',
    idleTimeoutMs: LONG_IDLE_TIMEOUT_MS,
    signal,
  } as const;
  return (await server.json(call, v.object({ commit: Commit }))).commit;
}

function mergePath({ repository, id, branch }: Workspace): string {
  return `${repository.path}/workspaces/${segment(id)}/merge/${branchPath(branch)}`;
}
