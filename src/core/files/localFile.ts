import { t } from '@vscode/l10n';
import type { RepoPath } from '../repoPath';

/** One regular file found in a selection. */
export interface LocalFile {
  /** Absolute path on this machine, without a followed link in its last part: it is opened as it is. */
  readonly path: string;
  /** Where it lands below the target's directory, `/`-separated: like `cp -r`. Not yet checked. */
  readonly name: string;
  /** Bytes, as the scan saw them. */
  readonly size: number;
}

const SKIP_REASONS = {
  ignored: () => t('ignored by .oxenignore'),
  gitignored: () => t('ignored by .gitignore'),
  excluded: () => t('matches an exclude pattern'),
  'own-state': () => t('internal state of Oxen Upload'),
  special: () => t('not a regular file'),
  symlink: () => t('symbolic links are not followed'),
  'symlink-outside': () => t('symbolic link to something outside the selected folder'),
  'symlink-loop': () => t('symbolic link to one of its own parent folders'),
  left: () => t('changed on the branch by someone else; you chose to skip it'),
  unticked: () => t('unticked in the review'),
  'secret-name': () => t('its name suggests a secret'),
  'private-key': () => t('it contains a private key'),
  'wrong-size': () => t('its size is not what its file system reports: upload a copy of it'),
  'symlink-dangling': () => t('broken symbolic link'),
} as const;

export type SkipReason = keyof typeof SKIP_REASONS;

/** Why something of the selection is not uploaded, as a part of a sentence. */
export function skipReasonText(reason: SkipReason): string {
  return SKIP_REASONS[reason]();
}

/** Whether what is left out for this reason is uploaded when it is told to. */
export function canGoAnyway(reason: SkipReason | undefined): boolean {
  return reason === 'ignored' || reason === 'gitignored' || reason === 'excluded';
}

/** Something of the selection that is not uploaded, and why. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
  /** Where it was to lie in the repository, and its bytes, of what was left out of a preparation. */
  readonly destination?: RepoPath;
  readonly size?: number;
}
