import { t } from '@vscode/l10n';
import { placeFiles, type Placement, type RefusedFile } from '../../files/scan/destinations';
import type { SkippedFile } from '../../files/localFile';
import type { HashCache } from '../../files/hashCache';
import { scan, type ScanOptions } from '../../files/scan/scan';
import { UserError } from '../../userError';
import type { Clash } from './clashes';
import { NothingLeftError } from './nothingLeft';
import { makePlan, type PlanOptions } from './makePlan';
import type { FailedFile, Plan } from './plan';
import type { Secret } from './secretNames';
import type { Target } from './target';

/** What the user picked, and where it goes. */
export interface UploadRequest extends Pick<ScanOptions, 'names' | 'symlinks' | 'useGitignore' | 'exclude'> {
  /** Absolute paths of files and folders. */
  readonly selection: readonly string[];
  readonly target: Target;
  /** Paths of the repository that were decided to be left to somebody else. */
  readonly leave?: ReadonlySet<string> | undefined;
}

/** A plan, and what was left out of it before. */
export interface Preparation {
  readonly plan: Plan;
  readonly skipped: readonly SkippedFile[];
  readonly refused: readonly RefusedFile[];
  readonly failed: readonly FailedFile[];
  /** Names that some file systems take for one; nothing is left out for that. */
  readonly warnings: readonly Clash[];
  /** Those of the plan's files that look like secrets: whoever runs it sees to it that they may go. */
  readonly secrets: readonly Secret[];
}

export interface PrepareOptions extends Pick<PlanOptions, 'signal' | 'report' | 'listings' | 'onFile'> {
  /** What is remembered of files hashed before. */
  readonly hashes: HashCache;
}

/**
 * Scans, hashes and compares the selection: everything before the first byte is sent.
 *
 * @throws UserError when nothing is selected; NothingLeftError when all of it is left out
 */
export async function prepare(request: UploadRequest, options: PrepareOptions): Promise<Preparation> {
  const { hashes, listings } = options;
  if (request.selection.length === 0)
    throw new UserError(t('Nothing is selected.'), { advice: t('Choose files or folders to upload.') });
  const { placed, skipped, refused, failed } = await findFiles(request, options);
  const { plan, warnings, secrets } = await makePlan(placed, request.target, {
    ...options,
    digest: hashes.digest,
  }).finally(() => Promise.all([hashes.save(), listings.prune()]));
  return {
    plan,
    skipped,
    refused: [...refused, ...plan.refused],
    failed: [...failed, ...plan.failed],
    warnings,
    secrets,
  };
}

/** On its own, so that what the scan kept of each file is gone before the files are hashed. */
async function findFiles(
  { selection, target, leave = new Set(), ...rules }: UploadRequest,
  { signal, report }: PrepareOptions,
): Promise<Pick<Preparation, 'skipped' | 'refused' | 'failed'> & Placement> {
  report({ type: 'phase', phase: 'scanning' });
  const { files, skipped, failed } = await scan(selection, { ...rules, signal });
  for (const error of failed) report({ type: 'failed', path: error.path, error });
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  report({ type: 'found', files: files.length, bytes });
  if (files.length === 0 && failed.length === 0) throw new NothingLeftError(skipped);
  const { placed, refused } = placeFiles(files, target.directory);
  const left = placed.filter(({ destination }) => leave.has(destination));
  return {
    placed: leave.size === 0 ? placed : placed.filter(({ destination }) => !leave.has(destination)),
    refused,
    skipped: [...skipped, ...left.map(({ path }) => ({ path, reason: 'left' as const }))],
    failed: failed.map((error) => ({ path: error.path, error })),
  };
}
