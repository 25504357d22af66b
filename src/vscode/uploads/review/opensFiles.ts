import type { ReviewedFiles } from './reviewedFiles';

/** As the setting `oxen.upload.review` has it: when the files are shown without being asked for. */
export const SHOWS_FILES = ['whenNeeded', 'always', 'never'] as const;
export type ShowsFiles = (typeof SHOWS_FILES)[number];

/** More than a sentence can tell. */
const MANY_FILES = 1000;
const MANY_BYTES = 1e9;
const MANY_CHANGED = 20;

/** Whether a review begins with its files. */
export function opensFiles(files: ReviewedFiles, showsFiles: ShowsFiles): boolean {
  if (showsFiles !== 'whenNeeded') return showsFiles === 'always';
  const { total, bytes } = files.tickedIn(files.all);
  return (
    files.needsLook ||
    total > MANY_FILES ||
    bytes > MANY_BYTES ||
    files.ticked().counts.changed > MANY_CHANGED
  );
}
