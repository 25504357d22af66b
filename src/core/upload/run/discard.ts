import { t } from '@vscode/l10n';
import type { Repository } from '../../oxen/http/client';
import { HttpError } from '../../oxen/errors';
import { deleteWorkspace } from '../../oxen/workspaces';
import type { Report } from '../events';
import type { Journal } from '../journal/journal';
import type { Journals } from '../journal/journals';
import { JournalError } from '../journal/obstacle';
import type { SavedOrder } from '../journal/records';

/** How long tidying up on the server may hold up the end of an upload, in ms. */
export const CLEAN_UP_TIME = 15_000;

/**
 * Gives up an unfinished run: deletes its workspace and its journal. The blobs stay on the server. When the workspace
 * cannot be deleted the run stays as it was.
 */
export async function discard(journal: Journal, repository: Repository, signal: AbortSignal): Promise<void> {
  try {
    await deleteWorkspaceOf(journal, repository, signal);
  } catch (error) {
    await journal.keep();
    throw error;
  }
  await journal.remove();
}

export interface DiscardOptions {
  readonly repository: Repository;
  readonly signal: AbortSignal;
  readonly report: Report;
}

/**
 * Gives up the unfinished runs of this order on which nobody works: a new run takes their place. A workspace that the
 * server refuses to delete is in nobody's way.
 */
export async function discardUnfinished(
  journals: Journals,
  order: SavedOrder,
  { repository, signal, report }: DiscardOptions,
): Promise<void> {
  const note = (text: string) => report({ type: 'note', text });
  for (const { id } of await journals.unfinished(order)) {
    const journal = await journals.open(id).catch((error: unknown) => {
      if (!(error instanceof JournalError)) throw error;
      note(t('An earlier upload was left unchanged. {0}', error.message));
      return undefined;
    });
    if (journal === undefined) continue;
    try {
      await deleteWorkspaceOf(journal, repository, signal);
    } catch (error) {
      if (!(error instanceof HttpError)) {
        await journal.keep();
        throw error;
      }
      note(t('The workspace of an earlier upload could not be deleted on the server: {0}', error.message));
    }
    await journal.remove();
  }
}

/** Of this or an earlier process. */
export async function deleteWorkspaceOf(
  { checkpoint }: Journal,
  repository: Repository,
  signal: AbortSignal,
): Promise<void> {
  const id = checkpoint.workspace;
  if (id !== undefined) await deleteWorkspace({ repository, id }, signal);
}
