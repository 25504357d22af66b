import pMap from 'p-map';
import type { ContentHash } from '../../contentHash';
import type { PlacedFile, RefusedFile } from '../../files/scan/destinations';
import type { Digester } from '../../files/hashCache';
import { LocalFileError } from '../../files/localFileError';
import { branchHead } from '../../oxen/branches';
import type { RepoPath } from '../../repoPath';
import type { Clash } from './clashes';
import { compare } from './compare';
import type { Report } from '../events';
import type { Listings } from './listings';
import {
  CHUNK_BYTES,
  type Destination,
  type FailedFile,
  type Plan,
  type PlannedBlob,
  SMALL_FILE_BYTES,
} from './plan';
import { reasonForSecrecy, type Secret } from './secretNames';
import type { Target } from './target';

/** Files hashed at once: small ones mostly wait for the disk. */
const HASHED_AT_ONCE = 8;

/** What becomes of a file that is neither refused nor failed. */
export interface PlannedFile {
  /** Of the local file. */
  readonly path: string;
  readonly destination: RepoPath;
  readonly action: 'new' | 'changed' | 'unchanged';
  readonly size: number;
  readonly hash: ContentHash;
}

export interface PlanOptions {
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly digest: Digester;
  /** Directories of branches listed before. */
  readonly listings: Listings;
  /** Told of each file, in their order; the next one waits for it. */
  readonly onFile?: ((file: PlannedFile) => Promise<void>) | undefined;
}

/** Hashes the files and compares them with the target's branch. Reads every file once; sends nothing. */
export async function makePlan(
  files: readonly PlacedFile[],
  target: Target,
  options: PlanOptions,
): Promise<{
  readonly plan: Plan;
  readonly warnings: readonly Clash[];
  readonly secrets: readonly Secret[];
}> {
  const { signal, report, onFile } = options;
  report({ type: 'phase', phase: 'hashing' });
  const { digests, failed } = await hashAll(files, options);

  report({ type: 'phase', phase: 'comparing' });
  const base = await branchHead(target.repository, target.branch, signal);
  const { there, warnings } = await compare(files, digests, { ...options, target, base });

  const blobs = new Map<ContentHash, PlannedBlob & { destinations: Destination[] }>();
  const refused: RefusedFile[] = [];
  const secrets: Secret[] = [];
  let unchanged = 0;
  for (const [index, { path: source, destination: path }] of files.entries()) {
    const digest = digests[index];
    const found = there[index];
    if (digest === undefined) continue;
    if (found?.kind === 'obstacle') {
      refused.push({ path: source, destination: path, reason: found.reason });
      continue;
    }
    const { hash, size, chunks } = digest;
    const action = found === undefined ? 'new' : found.kind === 'same' ? 'unchanged' : 'changed';
    await onFile?.({ path: source, destination: path, action, size, hash });
    if (found?.kind === 'same') {
      unchanged++;
      continue;
    }
    const secret = { path: source, destination: path };
    const reason = reasonForSecrecy(secret, digest);
    if (reason !== undefined) secrets.push({ ...secret, reason });
    const destination = { path, source, replaces: found?.hash };
    const blob = blobs.get(hash);
    if (blob === undefined) blobs.set(hash, { hash, size, chunks, source, destinations: [destination] });
    else blob.destinations.push(destination);
  }
  const plan = { target, base, blobs: [...blobs.values()], unchanged, refused, failed };
  return { plan, warnings, secrets };
}

/** Digests by the index of their file; none of a file that failed. */
async function hashAll(files: readonly PlacedFile[], { signal, report, digest }: PlanOptions) {
  const failed: FailedFile[] = [];
  const onBytes = (bytes: number) => report({ type: 'hashed', bytes });
  const digests = await pMap(
    files,
    async ({ path, size }) => {
      const chunkBytes = size > SMALL_FILE_BYTES ? { chunkBytes: CHUNK_BYTES } : {};
      try {
        return await digest(path, { ...chunkBytes, signal, onBytes });
      } catch (error) {
        if (!(error instanceof LocalFileError)) throw error;
        failed.push({ path, error });
        report({ type: 'failed', path, error });
        return undefined;
      }
    },
    { concurrency: HASHED_AT_ONCE, signal },
  );
  return { digests, failed };
}
