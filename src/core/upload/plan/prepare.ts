import { t } from '@vscode/l10n';
import pMap from 'p-map';
import type { FileDigest } from '../../files/hashing/hash';
import type { HashCache } from '../../files/hashing/hashCache';
import { LocalFileError } from '../../files/localFileError';
import { placeFiles, type PlacedFile, type Placement, type RefusedFile } from '../../files/scan/destinations';
import { scan, type ScanOptions } from '../../files/scan/scan';
import { branchHead } from '../../oxen/branches';
import { UserError } from '../../userError';
import type { Report } from '../events';
import { compare, type RemoteState } from './compare';
import { chunksOf, hashAhead, type HashUntil, standingOf } from './hashAhead';
import type { Listings } from './listings';
import { NothingLeftError } from './nothingLeft';
import { bytesOf, countsOf, filesToSend, type Preparation, type PreparedFile } from './preparation';
import { reasonForSecrecy, type Secret } from './secretNames';
import type { Target } from '../target/target';

/** What the user picked, and where it goes. */
export interface UploadRequest extends Pick<
  ScanOptions,
  'names' | 'symlinks' | 'useGitignore' | 'exclude' | 'excludeGlobs' | 'anyway'
> {
  /** Absolute paths of files and folders. */
  readonly selection: readonly string[];
  readonly target: Target;
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

/** Looked up at once in what is remembered: each waits for the disk. */
const RECALLED_AT_ONCE = 16;

/**
 * Finds out what an upload would do, with hardly any content read: scans the selection, looks what lies on the branch in
 * its place, recalls what was hashed before, and hashes as much as the time allows.
 *
 * @throws UserError when nothing is selected; NothingLeftError when all of it is left out
 */
export async function prepare(request: UploadRequest, options: PrepareOptions): Promise<Preparation> {
  if (request.selection.length === 0)
    throw new UserError(t('Nothing is selected.'), { advice: t('Choose files or folders to upload.') });
  options.report({ type: 'phase', phase: 'scanning' });
  return compareWithBranch(await findFiles(request, options), request.target, options);
}

/** What was found of a selection. */
export interface FoundFiles extends Placement, Pick<Preparation, 'skipped' | 'failed'> {}

/** How the files stand to the target's branch, which it is asked for. */
export async function compareWithBranch(
  found: FoundFiles,
  target: Target,
  { signal, report, hashes, listings, hashUntil }: PrepareOptions,
): Promise<Preparation> {
  report({ type: 'phase', phase: 'listing' });
  const base = await branchHead(target.repository, target.branch, signal);
  const { there, warnings } = await compare(found.placed, { target, base, listings, signal });
  await listings.prune();
  const refused: RefusedFile[] = [...found.refused];
  const stood = await stand(found.placed, there, { hashes, signal, refused });
  const { files, failed } = await hashAhead(stood, { hashes, until: hashUntil, signal, report }).finally(() =>
    hashes.save(),
  );
  const { skipped } = found;
  report({
    type: 'prepared',
    files: countsOf({ files, skipped, refused }),
    bytes: bytesOf(filesToSend({ files })),
  });
  return {
    ...{ target, base, files, skipped, refused, warnings },
    failed: [...found.failed, ...failed],
    secrets: files.flatMap(secretIn),
  };
}

/** On its own, so that what the scan kept of each file is gone before anything else is done. */
async function findFiles(
  { selection, target, leave = new Set(), approved, ...rules }: UploadRequest,
  { signal, report }: PrepareOptions,
): Promise<FoundFiles> {
  const { files, skipped, failed } = await scan(selection, { ...rules, signal });
  for (const error of failed) report({ type: 'failed', path: error.path, error });
  report({ type: 'found', files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) });
  if (files.length === 0 && failed.length === 0) throw new NothingLeftError(skipped);
  const { placed, refused } = placeFiles(files, target.directory);
  const left = placed.filter(({ destination }) => leave.has(destination));
  return {
    placed: placed.filter(
      ({ destination }) => !leave.has(destination) && approved?.has(destination) !== false,
    ),
    refused,
    skipped: [...skipped, ...left.map(({ path }) => ({ path, reason: 'left' as const }))],
    failed: failed.map((error) => ({ path: error.path, error })),
  };
}

interface StandOptions {
  readonly hashes: HashCache;
  readonly signal: AbortSignal;
  /** Takes in what cannot lie in its place. */
  readonly refused: RefusedFile[];
}

/** How each file stands to the branch, by sizes and by what is remembered. */
async function stand(
  placed: readonly PlacedFile[],
  there: readonly (RemoteState | undefined)[],
  { hashes, signal, refused }: StandOptions,
): Promise<readonly PreparedFile[]> {
  const files: PreparedFile[] = [];
  const unsure: { readonly at: number; readonly file: PreparedFile }[] = [];
  for (const [index, { path: source, destination: path, size }] of placed.entries()) {
    const found = there[index];
    if (found !== undefined && 'obstacle' in found) {
      refused.push({ path: source, destination: path, reason: found.obstacle });
      continue;
    }
    const standing = found === undefined ? 'new' : found.size === size ? 'exists' : 'changed';
    const file: PreparedFile = { source, path, size, replaces: found?.hash, digest: undefined, standing };
    if (standing === 'exists') unsure.push({ at: files.length, file });
    files.push(file);
  }
  await pMap(
    unsure,
    async ({ at, file }) => {
      const digest = await recall(file, hashes);
      if (digest !== undefined) files[at] = { ...file, digest, standing: standingOf(file, digest.hash) };
    },
    { concurrency: RECALLED_AT_ONCE, signal },
  );
  return files;
}

/** What cannot be looked at is found out when it is read. */
async function recall(file: PreparedFile, hashes: HashCache): Promise<FileDigest | undefined> {
  try {
    return await hashes.recall(file.source, chunksOf(file));
  } catch (error) {
    if (error instanceof LocalFileError) return undefined;
    throw error;
  }
}

function secretIn({ source, path, standing, digest }: PreparedFile): readonly Secret[] {
  if (standing === 'unchanged') return [];
  const reason = reasonForSecrecy({ path: source, destination: path }, digest);
  return reason === undefined ? [] : [{ path: source, destination: path, reason }];
}
