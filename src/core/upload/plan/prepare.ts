import { t } from '@vscode/l10n';
import type { HashCache } from '../../files/hashing/hashCache';
import { placeFiles, type Placement, type RefusedFile } from '../../files/scan/destinations';
import type { ScanOptions } from '../../files/scan/scan';
import { filesOf } from '../../files/worker/offThread';
import type { RepoDirectory } from '../../repoPath';
import { inTurns } from '../../shareThread';
import { UserError } from '../../userError';
import type { Report } from '../events';
import { together } from '../limits/together';
import { hashAhead, type HashUntil } from './hashAhead';
import type { Listings } from './listings';
import { NothingLeftError } from './nothingLeft';
import { bytesOf, countsOf, filesToSend, type Preparation } from './preparation';
import type { Secret } from './secretNames';
import { secretIn } from './secrets';
import { standToBranch } from './standing';
import type { BranchNow } from '../target/target';

/** What the user picked, and where it goes. */
export interface UploadRequest extends Pick<
  ScanOptions,
  'names' | 'symlinks' | 'useGitignore' | 'exclude' | 'excludeGlobs' | 'workspaceFolders' | 'anyway'
> {
  /** Absolute paths of files and folders. */
  readonly selection: readonly string[];
  /** Of the repository, where they go. */
  readonly directory: RepoDirectory;
  /** Paths of the repository that were decided to be left to somebody else. */
  readonly leave?: ReadonlySet<string> | undefined;
  /** Those that were approved before, where an upload is resumed: what has appeared since is not added. */
  readonly approved?: ReadonlyMap<string, unknown> | undefined;
}

export interface PrepareOptions {
  readonly signal: AbortSignal;
  readonly report: Report;
  /** What is remembered of files hashed before. */
  readonly hashes: HashCache;
  /** Directories of branches listed before. */
  readonly listings: Listings;
  readonly hashUntil: HashUntil;
}

export interface PrepareParts extends PrepareOptions {
  /** Looked for while the selection is scanned. */
  readonly branch: (signal: AbortSignal) => Promise<BranchNow>;
}

/**
 * Finds out what an upload would do, with hardly any content read: scans the selection; looks what lies on the branch in
 * each file's place (standing.ts: nothing, and it is new); recalls what was hashed before; and hashes (hashAhead.ts) files of
 * up to 64 KiB, any of which may be a key, then what the time allows. That is for the question: the run asks the hash cache
 * for each content anew.
 *
 * @throws UserError when nothing is selected; NothingLeftError when all of it is left out
 */
export async function prepare(request: UploadRequest, options: PrepareParts): Promise<Preparation> {
  if (request.selection.length === 0)
    throw new UserError(t('Nothing is selected.'), { advice: t('Choose files or folders to upload.') });
  options.report({ type: 'phase', phase: 'scanning' });
  const [found, branch] = await together(options.signal, (signal) => [
    findFiles(request, { ...options, signal }),
    options.branch(signal),
  ]);
  return compareWithBranch(found, branch, options);
}

/** What was found of a selection. */
export interface FoundFiles extends Placement, Pick<Preparation, 'skipped' | 'failed' | 'workingCopies'> {}

/** How the files stand to a commit of the target's branch; to nothing in an empty repository. */
export async function compareWithBranch(
  found: FoundFiles,
  { target, base, seenAt }: BranchNow,
  { signal, report, hashes, listings, hashUntil }: PrepareOptions,
): Promise<Preparation> {
  report({ type: 'phase', phase: 'listing' });
  const stood = await standToBranch(found.placed, { target, base, listings, hashes, signal });
  await listings.prune();
  const refused: readonly RefusedFile[] = [...found.refused, ...stood.refused];
  const { files, failed, ...hashed } = await hashAhead(stood.files, {
    hashes,
    until: hashUntil,
    signal,
    report,
  }).finally(() => hashes.save());
  const skipped = [...found.skipped, ...hashed.skipped];
  const secrets: Secret[] = [];
  for await (const some of inTurns(files)) secrets.push(...some.flatMap(secretIn));
  report({
    type: 'prepared',
    files: countsOf({ files, skipped, refused }),
    bytes: bytesOf(filesToSend({ files })),
  });
  return {
    ...{ target, base, seenAt, files, skipped, refused },
    workingCopies: found.workingCopies,
    warnings: stood.warnings,
    failed: [...found.failed, ...failed],
    secrets,
  };
}

/** On its own, so that what the scan kept of each file is gone before anything else is done. */
async function findFiles(
  { selection, directory, leave = new Set(), approved, ...rules }: UploadRequest,
  { signal, report }: PrepareOptions,
): Promise<FoundFiles> {
  const { files, skipped, failed, workingCopies } = await filesOf(selection, { ...rules, signal });
  for (const error of failed) report({ type: 'failed', path: error.path, error });
  report({ type: 'found', files: files.length, bytes: bytesOf(files) });
  if (files.length === 0 && failed.length === 0) throw new NothingLeftError(skipped);
  const { placed, refused } = await placeFiles(files, directory);
  const left = placed.filter(({ destination }) => leave.has(destination));
  return {
    placed: placed.filter(
      ({ destination }) => !leave.has(destination) && approved?.has(destination) !== false,
    ),
    refused,
    workingCopies,
    skipped: [...skipped, ...left.map(({ path }) => ({ path, reason: 'left' as const }))],
    failed: failed.map((error) => ({ path: error.path, error })),
  };
}
