import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import { assertNever } from '../../core/assertNever';
import { type SkippedFile, skipReasonText } from '../../core/files/localFile';
import { AuthError } from '../../core/oxen/errors';
import type { FailedFile } from '../../core/upload/plan/plan';
import { NothingLeftError } from '../../core/upload/plan/nothingLeft';
import { countsOf, type Preparation } from '../../core/upload/plan/preparation';
import { isReasonForSecrecy } from '../../core/upload/plan/secretNames';
import type { Receipt } from '../../core/upload/run/receipt';
import { messageOf, UserError } from '../../core/userError';
import { type KnownTarget, targetText } from '../../core/upload/target/knownTarget';
import type { UploadOutcome } from '../../core/upload/upload';
import { countOf, namesOf, sizeText } from './words';

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
 */
export function closingOf(ending: UploadOutcome, target: KnownTarget, what?: string): Closing {
  switch (ending.kind) {
    case 'ran':
      return closingOfRun(ending, { ...target, branch: ending.receipt.branch }, what);
    case 'nothing sent':
      return closingWithoutRun(ending.preparation, target);
    case 'cancelled':
      return {
        kind: 'inform',
        text: t('{0} was cancelled. Nothing was sent.', uploadText(target, what)),
      };
    case 'discarded':
      return cancelled(target, what);
    case 'interrupted':
      return interrupted(target, what, ending.error);
    case 'broke':
      // That nothing is there to upload is no error.
      if (ending.error instanceof NothingLeftError) return { kind: 'inform', text: errorText(ending.error) };
      return { kind: 'showError', text: errorText(ending.error) };
    default:
      return assertNever(ending);
  }
}

/** One or two sentences: what happened, and what to do. */
export function errorText(error: unknown): string {
  if (error instanceof UserError) return [error.message, error.advice].filter(Boolean).join(' ');
  return t('Unexpected error: {0}. Please report it and attach the log.', messageOf(error));
}

/** `The upload of train to ox/cats · main` */
function uploadText(target: KnownTarget, what: string | undefined): string {
  const place = targetText(target);
  return what === undefined ? t('The upload to {0}', place) : t('The upload of {0} to {1}', what, place);
}

function closingOfRun(
  { preparation, receipt }: Extract<UploadOutcome, { kind: 'ran' }>,
  target: KnownTarget,
  what: string | undefined,
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
          ...leftOut(receipt.files, preparation.skipped),
        ].join(' '),
        ...(commit && { place: target }),
      };
    }
    case 'nothing to do':
      return closingWithoutRun(preparation, target, receipt.files);
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
      return interrupted(target, what, error);
    case 'failed': {
      const text = error === undefined ? `${failedText(failed)} ${keptForRetry()}` : errorText(error);
      return {
        kind: 'showError',
        text:
          short === undefined ? text : t('The commit {0} was created, but not verified: {1}', short, text),
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
function interrupted(target: KnownTarget, names: string | undefined, error: unknown): Closing {
  const what = t('{0} was interrupted.', uploadText(target, names));
  if (error instanceof AuthError) {
    const kept = t('Progress is kept: sign in with another key, then choose Resume.');
    return { kind: 'showError', text: `${what} ${error.message} ${kept}` };
  }
  const text = t('{0} Progress is kept: choose Resume to continue.', what);
  return { kind: 'showError', text: error === undefined ? text : `${text} ${errorText(error)}` };
}

/** `5 files (3 MB)`, or `4 of 5 files (2 MB)`. */
function uploadedText({ files: { uploaded, failed }, content }: Receipt): string {
  const all = countOf(uploaded + failed, 'file');
  const files = failed === 0 ? all : t('{0} of {1}', uploaded.toLocaleString('en'), all);
  return content === undefined ? files : `${files} (${sizeText(content)})`;
}

function failedOf(failed: readonly FailedFile[]): string {
  return t('{0} failed: {1}', failed.length.toLocaleString('en'), failedText(failed));
}

function closingWithoutRun(
  preparation: Preparation,
  target: KnownTarget,
  { unchanged }: { readonly unchanged: number } = countsOf(preparation),
): Closing {
  const { refused, failed } = preparation;
  if (failed.length > 0) return { kind: 'showError', text: t('{0} Nothing was sent.', failedText(failed)) };
  const [first] = refused;
  if (unchanged === 0 && first !== undefined) {
    return {
      kind: 'warn',
      text: t(
        'Nothing to upload: {0} cannot be uploaded: {1}{2}.',
        first.path,
        first.reason,
        others(refused.length),
      ),
    };
  }
  const all = unchanged === 1 ? t('the file is') : t('all {0} are', countOf(unchanged, 'file'));
  const why =
    unchanged === 0 ? t('everything was skipped') : t('{0} on {1} already', all, targetText(target));
  return {
    kind: 'inform',
    text: [
      t('Nothing to upload: {0}.', why),
      ...leftOut({ skipped: preparation.skipped.length, refused: refused.length }, preparation.skipped),
    ].join(' '),
  };
}

function failedText([first, ...more]: readonly FailedFile[]): string {
  const why = first === undefined ? '' : errorText(first.error);
  const others = more.length === 0 ? '' : ` ${t('{0} failed too.', countOf(more.length, 'other file'))}`;
  return `${why}${others}`;
}

function others(count: number): string {
  return count === 1 ? '' : t(', and {0} more', count - 1);
}

/** @param files those of the skipped that were so before anything was compared */
function leftOut(
  { skipped, refused }: Pick<Receipt['files'], 'skipped' | 'refused'>,
  files: readonly SkippedFile[],
): string[] {
  const [only] = files;
  if (skipped === 1 && refused === 0 && only !== undefined)
    return [t('{0} was skipped: {1}.', basename(only.path), skipReasonText(only.reason))];
  const secrets = files.filter(({ reason }) => isReasonForSecrecy(reason)).map(({ path }) => path);
  const rest = skipped - secrets.length;
  const counts = [
    ...(rest === 0 ? [] : [t('{0} skipped', rest)]),
    ...(refused === 0 ? [] : [t('{0} refused', refused)]),
  ];
  return [
    ...(secrets.length === 0 ? [] : [t('Left out as possible secrets: {0}.', namesOf(secrets))]),
    ...(counts.length === 0 ? [] : [t('{0}: see the log.', counts.join(', '))]),
  ];
}
