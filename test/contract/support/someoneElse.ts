import { randomUUID } from 'node:crypto';
import type { TestRepository } from './repository';

/** Commits one file to a branch, as another client of the server does. */
export async function someoneElseCommits(
  repository: TestRepository,
  { path, text, branch = 'main' }: { readonly path: string; readonly text: string; readonly branch?: string },
): Promise<void> {
  const workspace = randomUUID();
  const headers = { 'content-type': 'application/json' };
  const opened = { workspace_id: workspace, branch_name: branch };
  await repository.call('PUT', 'workspaces', { headers, body: JSON.stringify(opened) });
  const form = new FormData();
  form.append('file[]', new Blob([text]), path);
  await repository.call('POST', `workspaces/${workspace}/files/`, { body: form });
  const commit = { message: `someone else's ${path}`, author: 'Bob', email: 'bob@example.org' };
  await repository.call('POST', `workspaces/${workspace}/merge/${branch}`, {
    headers,
    body: JSON.stringify(commit),
  });
}
