import { relative } from 'node:path';
import { leadsOut } from '../core/files/relativeName';
import { repositoryText } from '../core/oxen/address';
import type { Decisions } from '../core/upload/decisions';
import type { UploadOrder as JournalOrder } from '../core/upload/journal/records';
import { openTarget } from '../core/upload/openTarget';
import { type Preparation, prepare } from '../core/upload/prepare';
import { run } from '../core/upload/run';
import { messageOf, UserError } from '../core/userError';
import { askBeforeSending } from './askBeforeSending';
import type { Ending, Upload, UploadOrder } from './upload';
import type { UploadServices } from './uploadServices';

/** The whole way of one upload: look, compare, ask, send, commit, verify. */
export async function performUpload(upload: Upload, services: UploadServices): Promise<Ending> {
  const { order, signal, meter } = upload;
  const { accounts, hashes, journals, listings, settings } = services;
  try {
    requireInside(order.selection, order.relativeTo);
    const server = await accounts.server(order.target.origin, (error, ms) =>
      meter.note({ type: 'waiting', reason: messageOf(error), ms }),
    );
    const target = await openTarget({ ...order.target, server, create: false }, signal);
    const { symlinks, useGitignore } = settings;
    const request = { ...order, target, symlinks, useGitignore };
    const preparation = await prepare(request, { signal, report: meter.note, hashes, listings });
    if (!isWorthSending(preparation)) return { kind: 'nothing sent', preparation };

    meter.note({ type: 'waiting', reason: 'waiting for your answer', ms: 0 });
    const text = await askBeforeSending(preparation, upload, services);
    if (text === undefined) return { kind: 'cancelled' };

    const receipt = await run(preparation, {
      engine: settings.engine,
      text,
      decisions: NOTHING_DECIDED,
      digest: hashes.digest,
      journals,
      order: orderOf(order),
      resumed: undefined,
      signal,
      report: meter.note,
    });
    return { kind: 'ran', preparation, receipt };
  } catch (error) {
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'broke', error };
  }
}

const NOTHING_DECIDED: Decisions = {
  onFailure: () => Promise.resolve('discard'),
  onConflict: () => Promise.resolve({ kind: 'fail' }),
};

function orderOf({ selection, target, relativeTo }: UploadOrder): JournalOrder {
  const { origin, repository, branch, directory } = target;
  const place = { origin, repository: repositoryText(repository), branch, directory };
  return { ...place, selection: [...selection], relativeTo };
}

/** Files that could not be read end an upload before it asks anything: nothing would be committed (design.md §5). */
function isWorthSending({ plan, failed }: Preparation): boolean {
  return plan.blobs.length > 0 && failed.length === 0;
}

/** Else each of them would be refused for a `..` in its path, which says little. */
function requireInside(selection: readonly string[], folder: string | undefined): void {
  if (folder === undefined) return;
  const outside = selection.find((path) => leadsOut(relative(folder, path)));
  if (outside === undefined) return;
  throw new UserError(`${outside} lies outside ${folder}, which paths are kept relative to.`, {
    advice: 'Choose the upload target again, without keeping paths relative.',
  });
}
