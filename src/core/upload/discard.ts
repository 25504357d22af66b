import type { Repository } from '../oxen/client';
import { deleteWorkspace } from '../oxen/workspaces';
import type { Journal } from './journal/journal';
import type { Journals } from './journal/journals';
import type { UploadOrder } from './journal/records';

/** Gives an unfinished run up: its workspace is deleted, its journal too. What blobs the server has it keeps. */
export async function discard(journal: Journal, repository: Repository, signal: AbortSignal): Promise<void> {
  let isKept = true;
  try {
    const id = journal.achieved.workspace;
    if (id !== undefined) await deleteWorkspace({ repository, id }, signal);
    isKept = false;
  } finally {
    await journal.close(isKept);
  }
}

/** Gives up the unfinished runs of this order on which nobody works: a new run takes their place. */
export async function discardUnfinished(
  journals: Journals,
  order: UploadOrder,
  repository: Repository,
  signal: AbortSignal,
): Promise<void> {
  for (const { id } of await journals.unfinished(order)) {
    const journal = await journals.open(id);
    if (journal !== undefined) await discard(journal, repository, signal);
  }
}
