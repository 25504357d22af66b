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
    return ['The selected folder holds no files.', { advice: 'Oxen keeps files, not empty folders.' }];
  if (skipped.every(({ reason }) => reason === 'ignored')) {
    return ['Everything selected is ignored by .oxenignore.', { advice: 'Change .oxenignore to upload it.' }];
  }
  if (skipped.every(({ reason }) => reason === 'ignored' || reason === 'gitignored')) {
    const advice = 'Change .gitignore to upload it, or do not use it.';
    return ['Everything selected is ignored by .gitignore.', { advice }];
  }
  if (skipped.every(({ reason }) => reason === 'own-state')) {
    const advice = 'It is of use on this machine only. Select other files.';
    return ['Everything selected is the own state of Oxen Upload, which is never uploaded.', { advice }];
  }
  return [
    'Everything selected is ignored, a symbolic link or no regular file.',
    { advice: 'Select regular files, or folders that hold some.' },
  ];
}
