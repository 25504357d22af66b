import { clashAdvice } from '../../core/upload/plan/clashes';
import type { Preparation } from '../../core/upload/plan/preparation';
import type { ReceiptSummary } from '../../core/upload/process/ending';
import type { FileResults } from '../../core/upload/process/fileResults';
import type { Log } from '../log/log';
import { plural } from './words';

export type UploadLog = Pick<Log, 'info' | 'warn' | 'error'>;

/** Tells what became of the files of an upload; the receipt has all of them. */
export function logFileResults(results: FileResults, receipt: ReceiptSummary, log: UploadLog): void {
  if (results.kind === 'uploaded') {
    for (const { path, hash, isReplaced } of results.files)
      log.info(
        `uploaded: ${path} (${[hash ?? 'sent twice', ...(isReplaced ? ['changed'] : [])].join(', ')})`,
      );
    if (results.more > 0)
      log.info(
        `uploaded: ${plural(results.more, '1 more file', (many) => `${many} more files`)} (listed in the receipt)`,
      );
    return;
  }
  const { count, isRest, paths } = results;
  if (count === 0) return;
  const others = isRest ? 'other ' : '';
  const more = count - paths.length;
  const names = [...paths, ...(more > 0 ? [`${more.toLocaleString('en')} more`] : [])].join(', ');
  const files = plural(count, `1 ${others}file`, (many) => `${many} ${others}files`);
  log.info(resultText(receipt, `${files} (${names})`));
}

function resultText({ commit, result }: ReceiptSummary, files: string): string {
  if (commit !== undefined) return `committed as ${commit.id}, but not verified: ${files}`;
  if (result === 'interrupted') return `not uploaded yet, can be resumed: ${files}`;
  return `not uploaded, because nothing was committed: ${files}; content already on the server is not sent again`;
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
