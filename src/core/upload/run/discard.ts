import type { Repository } from '../../oxen/http/client';
import { HttpError } from '../../oxen/errors';
import { deleteWorkspace } from '../../oxen/workspaces';
import type { Report } from '../events';
import type { Journal } from '../journal/journal';
import type { Journals } from '../journal/journals';
import { JournalError } from '../journal/obstacle';
import type { UploadOrder } from '../journal/records';

/** Gives an unfinished run up: its workspace is deleted, its journal too. What blobs the server has it keeps. */
export async function discard(journal: Journal, repository: Repository, signal: AbortSignal): Promise<void> {
  let isKept = true;
  try {
    await deleteWorkspaceOf(journal, repository, signal);
    isKept = false;
  } finally {
    await journal.close(isKept);
  }
}

export interface DiscardOptions {
  readonly repository: Repository;
  readonly signal: AbortSignal;
  readonly report: Report;
}

/**
 * Gives up the unfinished runs of this order on which nobody works: a new run takes their place. A workspace that the
 * server does not delete is in nobody's way.
 */
export async function discardUnfinished(
  journals: Journals,
  order: UploadOrder,
  { repository, signal, report }: DiscardOptions,
): Promise<void> {
  for (const { id } of await journals.unfinished(order)) {
    const journal = await journals.open(id).catch((error: unknown) => {
      if (!(error instanceof JournalError)) throw error;
      report({ type: 'note', text: `An earlier upload is left as it is. ${error.message}` });
      return undefined;
    });
    if (journal === undefined) continue;
    let isKept = true;
    try {
      await deleteWorkspaceOf(journal, repository, signal);
      isKept = false;
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      report({ type: 'note', text: `The workspace of an earlier upload stays there: ${error.message}` });
      isKept = false;
    } finally {
      await journal.close(isKept);
    }
  }
}

async function deleteWorkspaceOf(
  { checkpoint }: Journal,
  repository: Repository,
  signal: AbortSignal,
): Promise<void> {
  const id = checkpoint.workspace;
  if (id !== undefined) await deleteWorkspace({ repository, id }, signal);
}
