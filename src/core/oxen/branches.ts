import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { type BranchName, isBranchName } from './branchName';
import type { Repository } from './http/client';
import type { Repeat } from './http/retry';
import { isMissing } from './errors';
import { CommitId } from './ids';
import { MOST_LIST_BYTES, segments } from './http/route';
import { Done } from './schemas';

export interface Branch {
  readonly name: BranchName;
  readonly commit_id: CommitId;
}

export interface ListedBranches {
  readonly branches: readonly Branch[];
  /** Names of further ones, which no route leads to. */
  readonly unusable: readonly string[];
}

/** The branches that can be worked with; an empty repository has none. */
export async function listBranches(repository: Repository, signal: AbortSignal): Promise<readonly Branch[]> {
  return (await allBranches(repository, signal)).branches;
}

/** All branches; an empty repository has none. */
export async function allBranches(
  { server, path }: Repository,
  signal: AbortSignal,
  repeat: Repeat = 'safe',
): Promise<ListedBranches> {
  const call = {
    what: t('Listing the branches'),
    method: 'GET',
    path: `${path}/branches`,
    repeat,
    maxReplyBytes: MOST_LIST_BYTES,
    signal,
  } as const;
  const schema = v.object({ branches: v.array(v.object({ name: v.string(), commit_id: CommitId })) });
  const listed = (await server.json(call, schema)).branches;
  return {
    branches: listed.filter((branch): branch is Branch => isBranchName(branch.name)),
    unusable: listed.map(({ name }) => name).filter((name) => !isBranchName(name)),
  };
}

/** The commit that a branch stands at, `undefined` where there is no such branch. */
export async function branchHead(
  { server, path }: Repository,
  branch: BranchName,
  signal: AbortSignal,
): Promise<CommitId | undefined> {
  const what = t('Looking up the branch {0}', branch);
  const call = {
    what,
    method: 'GET',
    path: `${path}/branches/${branchPath(branch)}`,
    repeat: 'safe',
    signal,
  } as const;
  try {
    const schema = v.object({ branch: v.object({ commit_id: CommitId }) });
    return (await server.json(call, schema)).branch.commit_id;
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
  const what = t('Creating the branch {0}', branch);
  await repository.server.json(
    { what, method: 'POST', path: `${repository.path}/branches`, json, repeat: 'safe', signal },
    Done,
  );
}

/** These routes decode a name only once, and take `/` and `+` as they are (docs/protocol/requests.md#encoding). */
export function branchPath(branch: BranchName): string {
  return segments(branch).replaceAll('%2B', '+');
}
