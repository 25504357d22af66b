import * as v from 'valibot';
import { DiskCache } from '../../files/diskCache';
import { repositoryUrl } from '../../oxen/address';
import { recentHistory } from '../../oxen/history';
import type { Repository } from '../../oxen/http/client';
import type { CommitId } from '../../oxen/ids';
import type { Plan } from '../plan/plan';

/** About 60 bytes a file. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * What uploads of this user have put where, by their commits. An upload that waits for another one was approved knowing
 * of it: what that puts in its files' places is nobody else's.
 */
export class OwnCommits {
  private readonly kept: DiskCache<[path: string, hash: string][]>;

  /** @param directory where they are kept; made when needed. Without one they are not */
  constructor(directory: string | undefined) {
    this.kept = new DiskCache(directory, v.array(v.tuple([v.string(), v.string()])), MAX_BYTES);
  }

  async note({ target: { repository }, blobs }: Plan, commit: CommitId): Promise<void> {
    const files = blobs.flatMap(({ hash, destinations }) =>
      destinations.map(({ path }): [string, string] => [path, hash]),
    );
    await this.kept.put(keyOf(repository, commit), files);
    await this.kept.prune();
  }

  /** What they have put there since `base`, by path; the newest of each. */
  async since(
    base: CommitId | undefined,
    { repository, head, signal }: { repository: Repository; head: CommitId; signal: AbortSignal },
  ): Promise<ReadonlyMap<string, string>> {
    const put = new Map<string, string>();
    for await (const { id } of recentHistory(repository, head, signal)) {
      if (id === base) break;
      for (const [path, hash] of (await this.kept.get(keyOf(repository, id))) ?? [])
        if (!put.has(path)) put.set(path, hash);
    }
    return put;
  }
}

function keyOf({ server, name }: Repository, commit: CommitId): string {
  return `${repositoryUrl(server.origin, name)} ${commit}`;
}
