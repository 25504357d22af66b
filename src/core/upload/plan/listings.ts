import * as v from 'valibot';
import { DiskCache } from '../../files/diskCache';
import { repositoryUrl } from '../../oxen/address';
import type { Repository } from '../../oxen/http/client';
import { ListedEntry } from '../../oxen/schemas';

/** About 50 bytes an entry. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * What directories of branches hold, kept on disk by the hash of the directory's tree node. The hash is made from
 * the names and contents of all that lies below (liboxen 0.50.7 and 0.65.2 commit_writer.rs compute_dir_node), and
 * comes from the server in each run: an old listing is never taken for that of today.
 */
export class Listings {
  private readonly kept: DiskCache<ListedEntry[]>;

  /** @param directory where they are kept; made when needed. Without one they are not */
  constructor(directory: string | undefined) {
    this.kept = new DiskCache(directory, v.array(ListedEntry), MAX_BYTES);
  }

  get(repository: Repository, hash: string): Promise<readonly ListedEntry[] | undefined> {
    return this.kept.get(keyOf(repository, hash));
  }

  put(repository: Repository, hash: string, entries: readonly ListedEntry[]): Promise<void> {
    return this.kept.put(keyOf(repository, hash), [...entries]);
  }

  /** Forgets the oldest ones when there are too many. */
  prune(): Promise<void> {
    return this.kept.prune();
  }
}

/** With server and repository: nobody vouches for the hashes of another one. */
function keyOf({ server, name }: Repository, hash: string): string {
  return `${repositoryUrl(server.origin, name)} ${hash}`;
}
