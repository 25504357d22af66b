import { randomUUID } from 'node:crypto';
import type { Commit, TestRepository } from './repository';

/** Path → content. */
export type Files = Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;

/** Commits one file to a branch, as another client of the server does. */
export function someoneElseCommits(
  repository: TestRepository,
  { path, text, branch = 'main' }: { readonly path: string; readonly text: string; readonly branch?: string },
): Promise<void> {
  return commitFiles(repository, { [path]: text }, { branch, message: `someone else's ${path}` });
}

/** Commits files by path, in the plainest way that every server has. */
export async function commitFiles(
  repository: TestRepository,
  files: Files,
  { branch = 'main', message = 'files of before' } = {},
): Promise<void> {
  const workspace = await openFiles(repository, files, branch);
  await workspace.commit(message);
}

/** Stages files by path in a workspace, which is still to be committed. */
export async function openFiles(
  repository: TestRepository,
  files: Files,
  branch = 'main',
): Promise<{ commit(message?: string): Promise<void> }> {
  const workspace = randomUUID();
  const headers = { 'content-type': 'application/json' };
  const opened = { workspace_id: workspace, branch_name: branch };
  await repository.call('PUT', 'workspaces', { headers, body: JSON.stringify(opened) });
  const form = new FormData();
  for (const [path, content] of Object.entries(files)) form.append('file[]', new Blob([content]), path);
  await repository.call('POST', `workspaces/${workspace}/files/`, { body: form });
  return {
    async commit(message = 'what was open') {
      const body = JSON.stringify({ message, author: 'Bob', email: 'bob@example.org' });
      await repository.call('POST', `workspaces/${workspace}/merge/${branch}`, { headers, body });
    },
  };
}

/**
 * Sets `main` to a commit, as a merge does that has read the head before ours moved it (docs/protocol/merge.md#races).
 */
export async function moveBranch(repository: TestRepository, commit: Commit | undefined): Promise<void> {
  await repository.call('PUT', 'branches/main', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ commit_id: commit?.id }),
  });
}
