import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { repositoryText } from '../../../core/oxen/address';
import type { RepoDirectory } from '../../../core/repoPath';
import type { KnownTarget } from '../../../core/upload/target/knownTarget';
import type { PreparedCounts } from '../../../core/upload/plan/preparation';
import { clashText, countOf, namesFrom, namesOf, sizeText } from '../../progress/words';
import { type InterruptedUpload, interruptedText } from '../interruptedUploads';
import type { ReviewedFiles } from './reviewedFiles';

/** `Upload 12 files (30 MB) to demo/cats · main`; without the numbers as long as nobody knows them. */
export function titleText(
  { repository, branch }: KnownTarget,
  found: { readonly files: number; readonly bytes: number } | undefined,
): string {
  const place = `${repositoryText(repository)} · ${branch}`;
  return found === undefined
    ? t('Upload to {0}', place)
    : t('Upload {0} ({1}) to {2}', countOf(found.files, 'file'), sizeText(found.bytes), place);
}

/** The message of the commit, as long as nobody writes another. */
export function proposedMessage(selection: readonly string[]): string {
  return t('Upload {0}', namesOf(selection));
}

/** What is told while the numbers do not stand yet. */
export function lookingText(directory: RepoDirectory): string {
  return [`→ ${directory === '' ? '/' : `${directory}/`}`, t('comparing with the branch…')].join(' · ');
}

export interface Facts {
  readonly files: ReviewedFiles;
  /** With changes in an editor. */
  readonly unsaved: readonly vscode.Uri[];
  /** One of the same order. */
  readonly interrupted: InterruptedUpload | undefined;
  readonly isFirst: boolean;
}

/** `→ data/train/ · 10 new, 1 changed, 1 the same · 2 skipped`, and all else that is to be known before the yes. */
export function promptText({ files, unsaved, interrupted, isFirst }: Facts): string {
  const { failed, skipped, refused, warnings } = files.found;
  const { counts, firstReplaced, place, unticked, untickedSecrets } = files.ticked();
  const [concern] = files.unconfirmed;
  const saved = unsaved.map((uri) => vscode.workspace.asRelativePath(uri));
  return [
    `→ ${place}`,
    ...countsText({ ...counts, skipped: skipped.length, refused: refused.length }),
    ...told(untickedSecrets, (count) => t('{0} left out: possible secrets', count)),
    ...told(unticked - untickedSecrets, (count) => t('{0} unticked', count)),
    ...(concern === undefined ? [] : [t('to be confirmed: {0}', concern.text)]),
    ...(firstReplaced === undefined ? [] : [t('replaces {0}', namesFrom(firstReplaced, counts.changed))]),
    ...(failed.length === 0 ? [] : [t('{0} cannot be read', failed.length.toLocaleString('en'))]),
    ...(saved.length === 0 ? [] : [t('{0} will be saved first', namesOf(saved))]),
    ...(interrupted === undefined
      ? []
      : [t('an upload {0} was interrupted: it can be resumed instead', interruptedText(interrupted))]),
    ...clashText(warnings),
    ...(isFirst ? [t('your first upload to this branch')] : []),
  ].join(' · ');
}

function countsText(counts: PreparedCounts): string[] {
  const { exists, skipped, refused } = counts;
  const known = [
    told(counts.new, (count) => t('{0} new', count)),
    told(counts.changed, (count) => t('{0} changed', count)),
    told(counts.unchanged, (count) => t('{0} the same', count)),
  ].flat();
  return [
    known.join(', '),
    ...told(exists, () => t('{0} of the same size will be compared first', countOf(exists, 'file'))),
    ...told(skipped, (count) => t('{0} skipped', count)),
    ...told(refused, (count) => t('{0} cannot be uploaded', count)),
  ].filter((part) => part !== '');
}

function told(count: number, text: (count: string) => string): string[] {
  return count === 0 ? [] : [text(count.toLocaleString('en'))];
}
