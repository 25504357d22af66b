import * as v from 'valibot';
import type { BranchName } from './branchName';

/** What a server made by hashing: hexadecimal, 128 bits in all versions so far. */
export const HexId = v.pipe(v.string(), v.regex(/^[0-9a-f]{1,64}$/));

/** The id of a commit, checked where it is read: it becomes a part of addresses. */
export const CommitId = v.pipe(HexId, v.brand('CommitId'));
export type CommitId = v.InferOutput<typeof CommitId>;

/** The id of a workspace: a UUID of ours, or what a journal says it was. */
export const WorkspaceId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/), v.brand('WorkspaceId'));
export type WorkspaceId = v.InferOutput<typeof WorkspaceId>;

/** What a path is looked up in; with a workspace, what is staged there. */
export type Revision = CommitId | BranchName | WorkspaceId;

/** The id of a commit that comes from elsewhere than a reply: a journal, an address; `undefined` when it is none. */
export function commitId(text: string | undefined): CommitId | undefined {
  const { success, output } = v.safeParse(CommitId, text);
  return success ? output : undefined;
}

/** As {@link commitId}, of a workspace. */
export function workspaceId(text: string): WorkspaceId | undefined {
  const { success, output } = v.safeParse(WorkspaceId, text);
  return success ? output : undefined;
}
