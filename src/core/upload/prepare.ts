import { placeFiles, type RefusedFile } from '../files/destinations';
import type { SkippedFile } from '../files/localFile';
import type { HashCache } from '../files/hashCache';
import { scan, type ScanOptions } from '../files/scan';
import { UserError } from '../userError';
import type { Report } from './events';
import { type FailedFile, makePlan, type Plan } from './plan';
import type { Target } from './target';

/** What the user picked, and where it goes. */
export interface UploadRequest extends Pick<ScanOptions, 'relativeTo' | 'symlinks' | 'useGitignore'> {
  /** Absolute paths of files and folders. */
  readonly selection: readonly string[];
  readonly target: Target;
}

/** A plan, and what was left out of it before. */
export interface Preparation {
  readonly plan: Plan;
  readonly skipped: readonly SkippedFile[];
  readonly refused: readonly RefusedFile[];
  readonly failed: readonly FailedFile[];
}

export interface PrepareOptions {
  readonly signal: AbortSignal;
  readonly report: Report;
  /** What is remembered of files hashed before. */
  readonly hashes: HashCache;
}

/**
 * Scans, hashes and compares the selection: everything before the first byte is sent.
 *
 * @throws UserError when nothing is selected, or all of it is left out
 */
export async function prepare(
  { selection, target, relativeTo, symlinks, useGitignore }: UploadRequest,
  { signal, report, hashes }: PrepareOptions,
): Promise<Preparation> {
  if (selection.length === 0)
    throw new UserError('Nothing is selected.', { advice: 'Choose files or folders to upload.' });
  report({ type: 'phase', phase: 'scanning' });
  const found = await scan(selection, { signal, relativeTo, symlinks, useGitignore });
  for (const error of found.failed) report({ type: 'failed', path: error.path, error });
  report({
    type: 'found',
    files: found.files.length,
    bytes: found.files.reduce((sum, { size }) => sum + size, 0),
  });
  if (found.files.length === 0 && found.failed.length === 0)
    throw new UserError(...nothingLeft(found.skipped));

  const { placed, refused } = placeFiles(found.files, target.directory);
  const plan = await makePlan(placed, target, { signal, report, digest: hashes.digest }).finally(() =>
    hashes.save(),
  );
  const failed = found.failed.map((error) => ({ path: error.path, error }));
  return {
    plan,
    skipped: found.skipped,
    refused: [...refused, ...plan.refused],
    failed: [...failed, ...plan.failed],
  };
}

function nothingLeft(skipped: readonly SkippedFile[]): [string, { advice: string }] {
  if (skipped.length === 0)
    return ['The selected folder holds no files.', { advice: 'Oxen keeps files, not empty folders.' }];
  if (skipped.every(({ reason }) => reason === 'ignored')) {
    return ['Everything selected is ignored by .oxenignore.', { advice: 'Change .oxenignore to upload it.' }];
  }
  if (skipped.every(({ reason }) => reason === 'ignored' || reason === 'gitignored')) {
    const advice = 'Change .gitignore to upload it, or do not use it.';
    return ['Everything selected is ignored by .gitignore.', { advice }];
  }
  return [
    'Everything selected is ignored, a symbolic link or no regular file.',
    { advice: 'Select regular files, or folders that hold some.' },
  ];
}
