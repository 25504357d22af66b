import { t } from '@vscode/l10n';
import { assertNever } from '../../core/assertNever';
import { AuthError } from '../../core/oxen/errors';
import type { FailedFile } from '../../core/upload/plan/plan';
import { NothingLeftError } from '../../core/upload/plan/nothingLeft';
import { messageOf, UserError } from '../../core/userError';
import { type KnownTarget, targetText } from '../../core/upload/target/knownTarget';
import type { PreparationSummary, ReceiptSummary, UploadEnding } from '../../core/upload/process/ending';
import { leftOutText } from './leftOutText';
import { countOf, plural, sizeText } from './words';

/** The last message of an upload. */
export interface Closing {
  readonly kind: 'inform' | 'warn' | 'showError';
  readonly text: string;
  /** Where the result can be seen. */
  readonly place?: KnownTarget;
}

function keptForRetry(): string {
  return t('Nothing was committed. Content already on the server is not sent again.');
}

/**
 * What is told when an upload has ended, whichever way.
 *
 * @param what the names of what was uploaded
 * @param isKept whether what was interrupted can be resumed
 */
export function closingOf(ending: UploadEnding, target: KnownTarget, what?: string, isKept = true): Closing {
  switch (ending.kind) {
    case 'ran':
      return closingOfRun(ending, { ...target, branch: ending.receipt.branch }, what, isKept);
    case 'nothing sent':
      return closingWithoutRun(ending.preparation, { target, what, receiptId: ending.receiptId });
    case 'cancelled':
      return {
        kind: 'inform',
        text: t('{0} was cancelled. Nothing was sent.', uploadText(target, what)),
      };
    case 'discarded':
      return cancelled(target, what);
    case 'interrupted':
      return interrupted(target, what, ending.error, isKept);
    case 'broke':
      // That nothing is there to upload is no error.
      if (ending.error instanceof NothingLeftError)
        return { kind: 'inform', text: `${nothingText(target, what)}. ${errorText(ending.error)}` };
      return { kind: 'showError', text: failureText(target, what, errorText(ending.error)) };
    default:
      return assertNever(ending);
  }
}

/** One or two sentences: what happened, and what to do. */
export function errorText(error: unknown): string {
  if (error instanceof UserError) return [error.message, error.advice].filter(Boolean).join(' ');
  return t('Unexpected error: {0}. Please report it and attach the log.', messageOf(error));
}

/** Why it ended, where that was not for single files. */
export function errorOf(ending: UploadEnding): unknown {
  if (ending.kind === 'ran') return ending.receipt.error;
  return ending.kind === 'broke' || ending.kind === 'interrupted' ? ending.error : undefined;
}

/** `The upload of train to ox/cats · main` */
function uploadText(target: KnownTarget, what: string | undefined): string {
  const place = targetText(target);
  return what === undefined ? t('The upload to {0}', place) : t('The upload of {0} to {1}', what, place);
}

/** `Nothing to upload from train to ox/cats · main` */
function nothingText(target: KnownTarget, what: string | undefined): string {
  const place = targetText(target);
  return what === undefined
    ? t('Nothing to upload to {0}', place)
    : t('Nothing to upload from {0} to {1}', what, place);
}

/** @param why one sentence or more */
function failureText(target: KnownTarget, what: string | undefined, why: string): string {
  return t('{0} failed. {1}', uploadText(target, what), why);
}

function closingOfRun(
  { preparation, receipt }: Extract<UploadEnding, { kind: 'ran' }>,
  target: KnownTarget,
  what: string | undefined,
  isKept: boolean,
): Closing {
  const { result, commit, error, failed } = receipt;
  const place = targetText(target);
  const short = commit?.id.slice(0, 7);
  switch (result) {
    case 'committed': {
      const uploaded = t('Uploaded {0} to {1} as {2}', uploadedText(receipt), place, short ?? '');
      const text = what === undefined ? uploaded : `${uploaded}: ${what}`;
      return {
        kind: failed.length === 0 ? 'inform' : 'warn',
        text: [
          failed.length === 0 ? `${text}.` : `${text}; ${failedOf(failed)}`,
          ...leftOutText(receipt.files, [...preparation.skipped, ...receipt.skipped], receipt.receiptId),
        ].join(' '),
        ...(commit && { place: target }),
      };
    }
    case 'nothing to do':
      return closingWithoutRun(
        { ...preparation, skipped: [...preparation.skipped, ...receipt.skipped] },
        { target, what, receiptId: receipt.receiptId },
        receipt.files,
      );
    case 'cancelled':
      return short === undefined
        ? cancelled(target, what)
        : {
            kind: 'warn',
            text: t(
              '{0} was committed as {1} before it could be cancelled. It was not verified.',
              uploadText(target, what),
              short,
            ),
          };
    case 'interrupted':
      return interrupted(target, what, error, isKept);
    case 'failed': {
      const text = error === undefined ? `${failedText(failed)} ${keptForRetry()}` : errorText(error);
      return {
        kind: 'showError',
        text:
          short === undefined
            ? failureText(target, what, text)
            : t('{0} was committed as {1}, but not verified. {2}', uploadText(target, what), short, text),
      };
    }
    default:
      return assertNever(result);
  }
}

function cancelled(target: KnownTarget, what: string | undefined): Closing {
  return {
    kind: 'inform',
    text: t('{0} was cancelled. {1}', uploadText(target, what), keptForRetry()),
  };
}

/** As an error, because of messages only those stay in sight until somebody looks. */
function interrupted(
  target: KnownTarget,
  names: string | undefined,
  error: unknown,
  isKept: boolean,
): Closing {
  const what = t('{0} was interrupted.', uploadText(target, names));
  if (!isKept) {
    const lost = t('{0} Its progress could not be kept: upload again.', what);
    return { kind: 'showError', text: error === undefined ? lost : `${lost} ${errorText(error)}` };
  }
  if (error instanceof AuthError) {
    const kept = t('Progress is kept: sign in with another key, then choose Resume.');
    return { kind: 'showError', text: `${what} ${error.message} ${kept}` };
  }
  const text = t('{0} Progress is kept: choose Resume to continue.', what);
  return { kind: 'showError', text: error === undefined ? text : `${text} ${errorText(error)}` };
}

/** `5 files (3 MB)`, or `4 of 5 files (2 MB)`. */
function uploadedText({ files: { uploaded, failed }, content }: ReceiptSummary): string {
  const all = countOf(uploaded + failed, 'file');
  const files = failed === 0 ? all : t('{0} of {1}', uploaded.toLocaleString('en'), all);
  return content === undefined ? files : `${files} (${sizeText(content)})`;
}

function failedOf(failed: readonly FailedFile[]): string {
  return t('{0} failed: {1}', failed.length.toLocaleString('en'), failedText(failed));
}

interface WithoutRun {
  readonly receiptId: string | undefined;
  readonly target: KnownTarget;
  readonly what: string | undefined;
}

function closingWithoutRun(
  preparation: PreparationSummary,
  { target, what, receiptId }: WithoutRun,
  { unchanged }: { readonly unchanged: number } = preparation.counts,
): Closing {
  const { refused, failed } = preparation;
  if (failed.length > 0)
    return {
      kind: 'showError',
      text: failureText(target, what, t('{0} Nothing was sent.', failedText(failed))),
    };
  const nothing = nothingText(target, what);
  const [first] = refused;
  if (unchanged === 0 && first !== undefined) {
    return {
      kind: 'warn',
      text: t(
        '{0}: {1}{2} cannot be uploaded: {3}.',
        nothing,
        first.path,
        others(refused.length),
        first.reason,
      ),
    };
  }
  return {
    kind: 'inform',
    text: [
      `${nothing}: ${thereText(unchanged)}.`,
      ...leftOutText(
        { skipped: preparation.skipped.length, refused: refused.length },
        preparation.skipped,
        receiptId,
      ),
    ].join(' '),
  };
}

function thereText(unchanged: number): string {
  if (unchanged === 0) return t('everything was skipped');
  return plural(unchanged, t('the file is there already'), (many) =>
    t('all {0} files are there already', many),
  );
}

function failedText([first, ...more]: readonly FailedFile[]): string {
  const why = first === undefined ? '' : errorText(first.error);
  if (more.length === 0) return why;
  const others = plural(more.length, t('1 other file failed too.'), (many) =>
    t('{0} other files failed too.', many),
  );
  return `${why} ${others}`;
}

function others(count: number): string {
  return count === 1 ? '' : t(', and {0} more', count - 1);
}
