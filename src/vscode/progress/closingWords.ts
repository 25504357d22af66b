import { assertNever } from '../../core/assertNever';
import { HUB, repositoryPath, repositoryText } from '../../core/oxen/address';
import type { FailedFile } from '../../core/upload/plan';
import type { Preparation } from '../../core/upload/prepare';
import type { Receipt } from '../../core/upload/receipt';
import { messageOf, UserError } from '../../core/userError';
import { type KnownTarget, targetText } from '../knownTarget';
import type { Ending } from '../upload';
import { contentBytes, countOf, sizeText } from './words';

/** The last message of an upload. */
export interface Closing {
  readonly kind: 'inform' | 'warn' | 'complain';
  readonly text: string;
  /** Where the result can be seen. */
  readonly link?: string;
}

const KEPT_FOR_RETRY = 'Nothing was committed; what the server has stays for a retry.';

/** What is told when an upload has ended, whichever way. */
export function closingOf(ending: Ending, target: KnownTarget): Closing {
  switch (ending.kind) {
    case 'ran':
      return closingOfRun(ending.preparation, ending.receipt, target);
    case 'nothing sent':
      return closingWithoutRun(ending.preparation, target);
    case 'cancelled':
      return { kind: 'inform', text: `The upload to ${targetText(target)} was cancelled. Nothing was sent.` };
    case 'broke':
      return { kind: 'complain', text: errorText(ending.error) };
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
      const { files, bytes } = contentBytes(preparation.plan);
      const text = `Uploaded ${countOf(files, 'file')} (${sizeText(bytes)}) to ${place} as ${short ?? ''}.`;
      return {
        kind: 'inform',
        text: [text, ...leftOut(preparation)].join(' '),
        ...(commit && { link: linkTo(target, commit.id) }),
      };
    }
    case 'nothing to do':
      return closingWithoutRun(preparation, target);
    case 'cancelled':
      return short === undefined
        ? { kind: 'inform', text: `The upload to ${place} was cancelled. ${KEPT_FOR_RETRY}` }
        : {
            kind: 'warn',
            text: `The upload to ${place} was committed as ${short} before it could be cancelled; it was not verified.`,
          };
    case 'interrupted':
      return {
        kind: 'warn',
        text: `The upload to ${place} was interrupted. What the server accepted is kept, and can be gone on with.${error === undefined ? '' : ` ${errorText(error)}`}`,
      };
    case 'failed': {
      const text = error === undefined ? `${failedText(failed)} ${KEPT_FOR_RETRY}` : errorText(error);
      return {
        kind: 'complain',
        text: short === undefined ? text : `The commit ${short} was made, but: ${text}`,
      };
    }
    default:
      return assertNever(result);
  }
}

function closingWithoutRun(preparation: Preparation, target: KnownTarget): Closing {
  const { plan, refused, failed } = preparation;
  if (failed.length > 0) return { kind: 'complain', text: `${failedText(failed)} Nothing was sent.` };
  const [first] = refused;
  if (plan.unchanged === 0 && first !== undefined) {
    return {
      kind: 'warn',
      text: `Nothing to upload: ${first.path} was refused because ${first.reason}${others(refused.length)}.`,
    };
  }
  const all = plan.unchanged === 1 ? 'the file is' : `all ${countOf(plan.unchanged, 'file')} are`;
  return {
    kind: 'inform',
    text: [`Nothing to upload: ${all} on ${targetText(target)} already.`, ...leftOut(preparation)].join(' '),
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

function leftOut({ skipped, refused }: Preparation): string[] {
  const counts = [
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`]),
    ...(refused.length === 0 ? [] : [`${refused.length} refused`]),
  ];
  return counts.length === 0 ? [] : [`${counts.join(', ')}: see the log.`];
}

/** A page on the hub; elsewhere there are none, so the commit's address of the API. */
function linkTo({ origin, repository }: KnownTarget, commit: string): string {
  if (origin === HUB) return `${origin}/${repositoryText(repository)}`;
  return `${origin}${repositoryPath(repository)}/commits/${commit}`;
}
