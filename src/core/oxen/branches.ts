import * as v from 'valibot';
import type { BranchName } from './branchName';
import type { Repository } from './client';
import { isMissing } from './errors';
import { Branch, Done } from './schemas';

/** All branches; an empty repository has none. */
export async function listBranches(
  { server, path }: Repository,
  signal: AbortSignal,
): Promise<readonly Branch[]> {
  const call = {
    what: 'Listing the branches',
    method: 'GET',
    path: `${path}/branches`,
    repeat: 'safe',
    signal,
  } as const;
  return (await server.json(call, v.object({ branches: v.array(Branch) }))).branches;
}

/** The commit that a branch stands at, `undefined` where there is no such branch. */
export async function branchHead(
  { server, path }: Repository,
  branch: BranchName,
  signal: AbortSignal,
): Promise<string | undefined> {
  const what = `Looking up the branch ${branch}`;
  const call = {
    what,
    method: 'GET',
    path: `${path}/branches/${branchPath(branch)}`,
    repeat: 'safe',
    signal,
  } as const;
  try {
    return (await server.json(call, v.object({ branch: Branch }))).branch.commit_id;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Makes `branch` at the head of `from`. A branch that exists already is no error, and stays where it is. */
export async function createBranch(
  repository: Repository,
  branch: BranchName,
  from: string,
  signal: AbortSignal,
): Promise<void> {
  const json = { new_name: branch, from_name: from };
  const what = `Creating the branch ${branch}`;
  await repository.server.json(
    { what, method: 'POST', path: `${repository.path}/branches`, json, repeat: 'safe', signal },
    Done,
  );
}

/** These routes decode a name only once, and take `/` and `+` as they are (oxen-protocol.md §5.9). */
export function branchPath(branch: BranchName): string {
  return encodeURIComponent(branch).replaceAll('%2F', '/').replaceAll('%2B', '+');
}
