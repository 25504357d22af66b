import type * as vscode from 'vscode';
import { assertNever } from '../../core/assertNever';
import { type SkippedFile, skipReasonText } from '../../core/files/localFile';
import type { UploadEvent } from '../../core/upload/events';
import { NothingLeftError } from '../../core/upload/plan/nothingLeft';
import { formatError } from '../../core/userError';
import { targetText } from '../../core/upload/target/knownTarget';
import type { UploadEnding } from '../../core/upload/process/ending';
import type { Upload } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';
import { logFileResults, type UploadLog } from './logFileResults';
import { countOf, sizeText } from './words';

/** Writes into the log what happens, and in the end what became of each file. */
export function logUploads(uploads: Uploads, log: UploadLog): vscode.Disposable {
  return uploads.onDidAdd((upload) => void logUpload(upload, log));
}

async function logUpload({ order, meter, ended, skippedPaths }: Upload, log: UploadLog): Promise<void> {
  log.info(
    `Upload of ${order.selection.join(', ')} to ${targetText(order.target)} on ${order.target.origin}`,
  );
  meter.listen((_, event) => logEvent(event, log));
  const ending = await ended;
  for (const path of skippedPaths) log.warn(`skipped: ${path}: changed by someone else`);
  logEnding(ending, log);
}

function logEvent(event: UploadEvent, log: UploadLog): void {
  switch (event.type) {
    case 'phase':
      log.info(`${event.phase}…`);
      return;
    case 'found':
      log.info(`found ${countOf(event.files, 'file')}, ${sizeText(event.bytes)}`);
      return;
    case 'prepared': {
      const counts = Object.entries(event.files).map(([kind, count]) => `${count} ${kind}`);
      log.info(`${counts.join(', ')}; at most ${sizeText(event.bytes)} to send`);
      return;
    }
    case 'planned':
      log.info(`to compare and send: ${countOf(event.files, 'file')}, ${sizeText(event.bytes)}`);
      return;
    case 'engine':
      log.info(`large files by ${event.name}`);
      return;
    case 'skipped':
      logSkipped([event], log);
      return;
    case 'failed':
      log.error(`failed: ${event.path}`, event.error);
      return;
    case 'waiting':
      log.info(event.ms === 0 ? event.reason : `waiting ${Math.round(event.ms)} ms: ${event.reason}`);
      return;
    case 'again':
      log.warn(`sending ${sizeText(event.bytes)} again: ${event.reason}`);
      return;
    case 'paused':
    case 'resumed':
      log.info(event.type);
      return;
    case 'warning':
      log.warn(event.text);
      return;
    case 'note':
      log.info(event.text);
      return;
    case 'kept':
      if (event.files.length > 0) log.info(`${countOf(event.files.length, 'file')} already staged`);
      return;
    case 'hashed':
    case 'compared':
    case 'spared':
    case 'sent':
    case 'accepted':
    case 'staged':
    case 'unstaged':
      return;
    default:
      return assertNever(event);
  }
}

function logEnding(ending: UploadEnding, log: UploadLog): void {
  switch (ending.kind) {
    case 'ran': {
      const { files, preparation, receipt } = ending;
      logFileResults(files, receipt, log);
      logSkipped(preparation.skipped, log);
      if (receipt.error !== undefined) log.error(formatError(receipt.error.details), receipt.error.cause);
      const counts = Object.entries(receipt.files).map(([kind, count]) => `${count} ${kind}`);
      const commit = receipt.commit === undefined ? 'no commit' : `commit ${receipt.commit.id}`;
      log.info(`${receipt.result}: ${counts.join(', ')}; ${commit}; engine ${receipt.engine}`);
      return;
    }
    case 'nothing sent':
      logSkipped(ending.preparation.skipped, log);
      log.info(`nothing sent: ${ending.preparation.counts.unchanged} files unchanged`);
      return;
    case 'cancelled':
      log.info('cancelled before anything was sent');
      return;
    case 'discarded':
      log.info('the interrupted upload was discarded');
      return;
    case 'interrupted':
      logNothingLeft(ending.error, log);
      log.error('The interrupted upload can still be resumed.', ending.error);
      return;
    case 'broke':
      logNothingLeft(ending.error, log);
      log.error('The upload ended early.', ending.error);
      return;
    default:
      return assertNever(ending);
  }
}

/** Then there is no preparation that would tell. */
function logNothingLeft(error: unknown, log: UploadLog): void {
  if (error instanceof NothingLeftError) logSkipped(error.skipped, log);
}

function logSkipped(skipped: readonly SkippedFile[], log: UploadLog): void {
  for (const { path, reason } of skipped) log.warn(`skipped: ${path}: ${skipReasonText(reason)}`);
}
