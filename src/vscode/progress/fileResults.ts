import { clashAdvice } from '../../core/upload/plan/clashes';
import { type PlannedBlob, type Destination } from '../../core/upload/plan/plan';
import { filesToSend, type Preparation } from '../../core/upload/plan/preparation';
import type { Receipt } from '../../core/upload/run/receipt';
import type { Log } from '../log/log';
import { plural } from './words';

export type UploadLog = Pick<Log, 'debug' | 'info' | 'warn' | 'error'>;

/** What has been told of single files while the upload ran. */
export interface SeenOf {
  /** Local files that failed, once at least. */
  readonly failed: ReadonlySet<string>;
  /** Paths that were left to somebody else. */
  readonly skippedPaths: ReadonlySet<string>;
}

/** Files that are named each, and those named in a line of many. */
const NAMED_EACH = 500;
const NAMED_TOGETHER = 10;

/** Tells what became of the files of the plan. */
export function logFileResults(
  preparation: Preparation,
  receipt: Receipt,
  seen: SeenOf,
  log: UploadLog,
): void {
  for (const path of seen.skippedPaths) log.warn(`skipped: ${path}: changed by someone else`);
  const { commit, result } = receipt;
  const lost = new Set(commit === undefined ? seen.failed : receipt.failed.map(({ path }) => path));
  const isOther = ({ path, source }: Destination) => !lost.has(source) && !seen.skippedPaths.has(path);
  if (result === 'committed') {
    const uploaded = receipt.blobs.flatMap((blob) =>
      blob.destinations.map((destination) => ({ blob, destination })),
    );
    logEach(
      uploaded.filter(({ destination }) => isOther(destination)),
      seen.failed,
      log,
    );
    return;
  }
  const paths = filesToSend(preparation)
    .filter(isOther)
    .map(({ path }) => path);
  if (paths.length === 0) return;
  const others = lost.size > 0 ? 'other ' : '';
  const count = plural(paths.length, `1 ${others}file`, (many) => `${many} ${others}files`);
  log.info(resultText(receipt, `${count} (${namesIn(paths)})`));
}

interface Uploaded {
  readonly blob: PlannedBlob;
  readonly destination: Destination;
}

/** @param failed files that were sent once more: they may have been planned with other content */
function logEach(uploaded: readonly Uploaded[], failed: ReadonlySet<string>, log: UploadLog): void {
  for (const [index, { blob, destination }] of uploaded.entries()) {
    const remarks = [
      failed.has(destination.source) ? 'sent twice' : blob.hash,
      ...(destination.replaces === undefined ? [] : ['changed']),
    ];
    const line = `uploaded: ${destination.path} (${remarks.join(', ')})`;
    if (index < NAMED_EACH) log.info(line);
    else log.debug(line);
  }
  const more = uploaded.length - NAMED_EACH;
  if (more > 0)
    log.info(
      `uploaded: ${plural(more, '1 more file', (many) => `${many} more files`)} (listed at log level Debug)`,
    );
}

function resultText({ commit, result }: Receipt, files: string): string {
  if (commit !== undefined) return `committed as ${commit.id}, but not verified: ${files}`;
  if (result === 'interrupted') return `not uploaded yet, can be resumed: ${files}`;
  return `not uploaded, because nothing was committed: ${files}; content already on the server is not sent again`;
}

function namesIn(paths: readonly string[]): string {
  const more = paths.length - NAMED_TOGETHER;
  return [...paths.slice(0, NAMED_TOGETHER), ...(more > 0 ? [`${more.toLocaleString('en')} more`] : [])].join(
    ', ',
  );
}

/** Told before the question, which only counts them. */
export function logRefused(
  { refused, warnings }: Pick<Preparation, 'refused' | 'warnings'>,
  log: Pick<UploadLog, 'warn'>,
): void {
  for (const { path, destination, reason } of refused)
    log.warn(`refused: ${path} as ${destination}: ${reason}`);
  for (const { paths, reason } of warnings) log.warn(`${paths.join(' and ')}: ${reason}. ${clashAdvice()}`);
}
