import { recentHistory } from '../../oxen/history';
import type { Repository } from '../../oxen/http/client';
import type { CommitId } from '../../oxen/ids';
import { openReceipt } from './receiptFile';
import type { Receipts } from './receipts';

export interface OwnPathsOptions {
  readonly repository: Repository;
  readonly head: CommitId;
  readonly signal: AbortSignal;
}

/**
 * What uploads of this user have put there since `base`, by path; the newest of each. An upload that waits for another
 * one was approved knowing of it: what that puts in its files' places is nobody else's.
 */
export async function ownPathsSince(
  base: CommitId | undefined,
  receipts: Receipts,
  { repository, head, signal }: OwnPathsOptions,
): Promise<ReadonlyMap<string, string>> {
  const put = new Map<string, string>();
  const ours = new Map<string, string>();
  for (const { head: kept, path } of await receipts.to(repository.server.origin, repository.name))
    if (kept.commit !== null) ours.set(kept.commit.id, path);
  if (ours.size === 0) return put;
  for await (const { id } of recentHistory(repository, head, signal)) {
    if (id === base) break;
    const receipt = ours.get(id);
    if (receipt !== undefined) await addCommitted(receipt, put);
  }
  return put;
}

async function addCommitted(receipt: string, put: Map<string, string>): Promise<void> {
  for await (const files of (await openReceipt(receipt)).files())
    for (const { file } of files) {
      const { path, hash, outcome } = file;
      if (outcome === 'uploaded' && path !== undefined && hash !== undefined && !put.has(path))
        put.set(path, hash);
    }
}
