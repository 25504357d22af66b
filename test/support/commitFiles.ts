import { Readable } from 'node:stream';
import type { Repository } from '../oxen-server';

/** Puts files on a branch of the small server, as one commit of Ada’s, and tells its id. */
export async function commitFiles(
  repository: Repository,
  files: Readonly<Record<string, string | Uint8Array>>,
  { branch = 'main', message = 'Add files' } = {},
): Promise<string> {
  const changes = [];
  for (const [path, content] of Object.entries(files)) {
    const { hash, size } = await repository.blobs.add(Readable.from([Buffer.from(content)]));
    changes.push({ path, hash, size, time: Date.now() });
  }
  const author = { message, author: 'Ada', email: 'ada@example.org' };
  const commit = repository.commits.add(repository.branches.get(branch)?.commit_id, author, changes);
  repository.branches.set(branch, commit.id);
  return commit.id;
}

/** Puts many files without content on `main`: only their names matter. */
export async function commitEmptyFiles(repository: Repository, paths: readonly string[]): Promise<void> {
  const { hash, size } = await repository.blobs.add(Readable.from([]));
  const author = { message: 'Add many files', author: 'Ada', email: 'ada@example.org' };
  const changes = paths.map((path) => ({ path, hash, size, time: Date.now() }));
  const commit = repository.commits.add(repository.branches.get('main')?.commit_id, author, changes);
  repository.branches.set('main', commit.id);
}
