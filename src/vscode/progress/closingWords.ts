import { basename } from 'node:path';
import { assertNever } from '../../core/assertNever';
import { SKIP_REASONS, type SkippedFile } from '../../core/files/localFile';
import { HUB, repositoryPath } from '../../core/oxen/address';
import { AuthError } from '../../core/oxen/errors';
import { linkTo } from '../../core/oxen/link';
import type { Commit } from '../../core/oxen/schemas';
import type { FailedFile } from '../../core/upload/plan/plan';
import type { Preparation } from '../../core/upload/plan/prepare';
import type { Receipt } from '../../core/upload/run/receipt';
import { messageOf, UserError } from '../../core/userError';
import { type KnownTarget, targetText } from '../../core/upload/plan/knownTarget';
import type { UploadOutcome } from '../../core/upload/upload';
import { countOf, sizeText } from './words';

/** The last message of an upload. */
export interface Closing {
  readonly kind: 'inform' | 'warn' | 'showError';
  readonly text: string;
  /** Where the result can be seen. */
  readonly link?: string;
}

const KEPT_FOR_RETRY = 'Nothing was committed; what arrived whole stays on the server for a retry.';

/** What is told when an upload has ended, whichever way. */
export function closingOf(ending: UploadOutcome, target: KnownTarget): Closing {
  switch (ending.kind) {
    case 'ran':
      return closingOfRun(ending.preparation, ending.receipt, { ...target, branch: ending.receipt.branch });
    case 'nothing sent':
      return closingWithoutRun(ending.preparation, target);
    case 'cancelled':
      return { kind: 'inform', text: `The upload to ${targetText(target)} was cancelled. Nothing was sent.` };
    case 'discarded':
      return cancelled(target);
    case 'interrupted':
      return interrupted(target, ending.error);
    case 'broke':
      return { kind: 'showError', text: errorText(ending.error) };
    default:
      return assertNever(ending);
  }
}

/** One or two sentences: what happened, and what to do. */
export function errorText(error: unknown): string {
  if (error instanceof UserError) return [error.message, error.advice].filter(Boolean).join(' ');
  return `Oxen Upload has a fault: ${messageOf(error)}. Please report it, with the log.`;
}

function closingOfRun(preparation: Preparation, receipt: Receipt, target: KnownTarget): Closing {
  const { result, commit, error, failed } = receipt;
  const place = targetText(target);
  const short = commit?.id.slice(0, 7);
  switch (result) {
    case 'committed': {
      const text = `Uploaded ${uploadedText(receipt)} to ${place} as ${short ?? ''}`;
      return {
        kind: failed.length === 0 ? 'inform' : 'warn',
        text: [
          failed.length === 0 ? `${text}.` : `${text}; ${failedOf(failed)}`,
          ...leftOut(receipt.files, preparation.skipped),
        ].join(' '),
        ...(commit && { link: placeOf(target, commit) }),
      };
    }
    case 'nothing to do':
      return closingWithoutRun(preparation, target);
    case 'cancelled':
      return short === undefined
        ? cancelled(target)
        : {
            kind: 'warn',
            text: `The upload to ${place} was committed as ${short} before it could be cancelled; it was not verified.`,
          };
    case 'interrupted':
      return interrupted(target, error);
    case 'failed': {
      const text = error === undefined ? `${failedText(failed)} ${KEPT_FOR_RETRY}` : errorText(error);
      return {
        kind: 'showError',
        text: short === undefined ? text : `The commit ${short} was made, but: ${text}`,
      };
    }
    default:
      return assertNever(result);
  }
}

function cancelled(target: KnownTarget): Closing {
  return { kind: 'inform', text: `The upload to ${targetText(target)} was cancelled. ${KEPT_FOR_RETRY}` };
}

/** As an error, because of messages only those stay in sight until somebody looks. */
function interrupted(target: KnownTarget, error: unknown): Closing {
  const what = `The upload to ${targetText(target)} was interrupted.`;
  if (error instanceof AuthError) {
    const kept = 'What the server accepted is kept: sign in with another key, and Resume goes on from there.';
    return { kind: 'showError', text: `${what} ${error.message} ${kept}` };
  }
  const text = `${what} What the server accepted is kept: Resume goes on from there.`;
  return { kind: 'showError', text: error === undefined ? text : `${text} ${errorText(error)}` };
}

/** `5 files (3 MB)`, or `4 of 5 files (2 MB)`. */
function uploadedText({ files: { uploaded, failed }, content }: Receipt): string {
  const all = countOf(uploaded + failed, 'file');
  const files = failed === 0 ? all : `${uploaded.toLocaleString('en')} of ${all}`;
  return content === undefined ? files : `${files} (${sizeText(content)})`;
}

function failedOf(failed: readonly FailedFile[]): string {
  return `${failed.length.toLocaleString('en')} failed: ${failedText(failed)}`;
}

function closingWithoutRun(preparation: Preparation, target: KnownTarget): Closing {
  const { plan, refused, failed } = preparation;
  if (failed.length > 0) return { kind: 'showError', text: `${failedText(failed)} Nothing was sent.` };
  const [first] = refused;
  if (plan.unchanged === 0 && first !== undefined) {
    return {
      kind: 'warn',
      text: `Nothing to upload: ${first.path} was refused because ${first.reason}${others(refused.length)}.`,
    };
  }
  const all = plan.unchanged === 1 ? 'the file is' : `all ${countOf(plan.unchanged, 'file')} are`;
  const why = plan.unchanged === 0 ? 'everything was left out' : `${all} on ${targetText(target)} already`;
  return {
    kind: 'inform',
    text: [
      `Nothing to upload: ${why}.`,
      ...leftOut({ skipped: preparation.skipped.length, refused: refused.length }, preparation.skipped),
    ].join(' '),
  };
}

function failedText([first, ...more]: readonly FailedFile[]): string {
  const why = first === undefined ? '' : errorText(first.error);
  const others = more.length === 0 ? '' : ` ${countOf(more.length, 'other file')} failed too.`;
  return `${why}${others}`;
}

function others(count: number): string {
  return count === 1 ? '' : `, and so were ${count - 1} more`;
}

/** @param files those of the skipped that were so before anything was compared */
function leftOut(
  { skipped, refused }: Pick<Receipt['files'], 'skipped' | 'refused'>,
  files: readonly SkippedFile[],
): string[] {
  const [only] = files;
  if (skipped === 1 && refused === 0 && only !== undefined)
    return [`${basename(only.path)} was skipped: ${SKIP_REASONS[only.reason]}.`];
  const counts = [
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(refused === 0 ? [] : [`${refused} refused`]),
  ];
  return counts.length === 0 ? [] : [`${counts.join(', ')}: see the log.`];
}

/** The hub shows a repository at its address; elsewhere there are no pages, so the commit's address of the API. */
function placeOf({ origin, repository }: KnownTarget, { id }: Commit): string {
  if (origin === HUB) return linkTo({ origin, repository });
  return `${origin}${repositoryPath(repository)}/commits/${id}`;
}
