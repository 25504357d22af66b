import { t } from '@vscode/l10n';
import type { SkippedFile } from '../../files/localFile';
import { UserError } from '../../userError';

/** Of all that was selected no file is left to upload. */
export class NothingLeftError extends UserError {
  constructor(readonly skipped: readonly SkippedFile[]) {
    super(...wordsFor(skipped));
  }
}

function wordsFor(skipped: readonly SkippedFile[]): [string, { advice: string }] {
  if (skipped.length === 0)
    return [
      t('The selected folder contains no files.'),
      { advice: t('Oxen stores files, not empty folders.') },
    ];
  if (skipped.every(({ reason }) => reason === 'ignored')) {
    return [
      t('Everything selected is ignored by .oxenignore.'),
      { advice: t('Change .oxenignore to upload it.') },
    ];
  }
  if (skipped.every(({ reason }) => reason === 'ignored' || reason === 'gitignored')) {
    const advice = t('Change .gitignore, or turn off oxen.upload.useGitignore (omit --gitignore).');
    return [t('Everything selected is ignored by .gitignore.'), { advice }];
  }
  if (skipped.every(({ reason }) => reason === 'excluded')) {
    return [
      t('Everything selected matches an exclude pattern.'),
      { advice: t('Change oxen.upload.exclude, or the patterns of --exclude.') },
    ];
  }
  if (skipped.every(({ reason }) => reason === 'own-state')) {
    const advice = t('Select other files.');
    return [t('Everything selected is internal state of Oxen Upload, which is never uploaded.'), { advice }];
  }
  return [
    t('Everything selected is ignored, excluded, a symbolic link, or not a regular file.'),
    { advice: t('Select regular files, or folders that contain some.') },
  ];
}
