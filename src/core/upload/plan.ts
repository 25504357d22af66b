import pMap from 'p-map';
import type { ContentHash } from '../contentHash';
import type { PlacedFile, RefusedFile } from '../files/destinations';
import type { Digester } from '../files/hashCache';
import { LocalFileError } from '../files/localFileError';
import { branchHead } from '../oxen/branches';
import type { RepoPath } from '../repoPath';
import type { Report } from './events';
import { findEntries } from './remoteTree';
import type { Target } from './target';

/** Largest file that travels whole in a batch or pack; above it is cut into chunks (design.md §4). */
export const SMALL_FILE_BYTES = 8 * 1024 * 1024;
/** The official client's chunk size. */
export const CHUNK_BYTES = 10 * 1024 * 1024;

/** Files hashed at once: small ones mostly wait for the disk. */
const HASHED_AT_ONCE = 8;

/** A path of the repository that will hold a blob. */
export interface Destination {
  readonly path: RepoPath;
  /** The content that lies there now and will be replaced. */
  readonly replaces: string | undefined;
}

/** The unit of transfer: one distinct content with all its destinations. */
export interface PlannedBlob {
  readonly hash: ContentHash;
  readonly size: number;
  /** XXH3-64 of each {@link CHUNK_BYTES}, for a file above {@link SMALL_FILE_BYTES}. */
  readonly chunks: readonly string[];
  /** The local file that is read for sending. */
  readonly source: string;
  readonly destinations: readonly Destination[];
}

export interface FailedFile {
  /** Of the local file. */
  readonly path: string;
  readonly error: Error;
}

export interface Plan {
  readonly target: Target;
  /** The commit that was compared with; none in an empty repository. */
  readonly base: string | undefined;
  readonly blobs: readonly PlannedBlob[];
  /** Files whose path holds their content already. */
  readonly unchanged: number;
  readonly refused: readonly RefusedFile[];
  readonly failed: readonly FailedFile[];
}

export interface PlanOptions {
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly digest: Digester;
}

/** Hashes the files and compares them with the target's branch. Reads every file once; sends nothing. */
export async function makePlan(
  files: readonly PlacedFile[],
  target: Target,
  { signal, report, digest }: PlanOptions,
): Promise<Plan> {
  report({ type: 'phase', phase: 'hashing' });
  const { hashed, failed } = await hashAll(files, { signal, report, digest });

  report({ type: 'phase', phase: 'comparing' });
  const base = await branchHead(target.repository, target.branch, signal);
  const paths = hashed.map(({ file }) => file.destination);
  const { entries, blocked } =
    base === undefined ? NOTHING_THERE : await findEntries(target.repository, base, paths, signal);

  const blobs = new Map<ContentHash, PlannedBlob & { destinations: Destination[] }>();
  const refused: RefusedFile[] = [];
  let unchanged = 0;
  for (const { file, digest } of hashed) {
    const path = file.destination;
    const entry = entries.get(path);
    const obstacle = blocked.get(path);
    if (obstacle !== undefined) {
      refused.push({
        path: file.local.path,
        destination: path,
        reason: `the branch holds a file named ${obstacle}, where a directory is needed`,
      });
    } else if (entry?.isDirectory === true) {
      refused.push({
        path: file.local.path,
        destination: path,
        reason: 'the branch holds a directory of that name',
      });
    } else if (entry?.hash === digest.hash) {
      unchanged++;
    } else {
      const blob = blobs.get(digest.hash) ?? { ...digest, source: file.local.path, destinations: [] };
      blob.destinations.push({ path, replaces: entry?.hash });
      blobs.set(digest.hash, blob);
    }
  }
  return { target, base, blobs: [...blobs.values()], unchanged, refused, failed };
}

const NOTHING_THERE = { entries: new Map<RepoPath, never>(), blocked: new Map<RepoPath, string>() };

async function hashAll(files: readonly PlacedFile[], { signal, report, digest }: PlanOptions) {
  const failed: FailedFile[] = [];
  const hashed = await pMap(
    files,
    async (file) => {
      const { path, size } = file.local;
      const chunkBytes = size > SMALL_FILE_BYTES ? { chunkBytes: CHUNK_BYTES } : {};
      try {
        const hashed = await digest(path, {
          ...chunkBytes,
          signal,
          onBytes: (bytes) => report({ type: 'hashed', bytes }),
        });
        return { file, digest: hashed };
      } catch (error) {
        if (!(error instanceof LocalFileError)) throw error;
        failed.push({ path, error });
        report({ type: 'failed', path, error });
        return undefined;
      }
    },
    { concurrency: HASHED_AT_ONCE, signal },
  );
  return { hashed: hashed.filter((item) => item !== undefined), failed };
}

/** Every path that the plan will change. */
export function plannedPaths(
  plan: Plan,
): Map<RepoPath, { readonly hash: ContentHash; readonly replaces: string | undefined }> {
  return new Map(
    plan.blobs.flatMap(({ hash, destinations }) =>
      destinations.map(({ path, replaces }) => [path, { hash, replaces }]),
    ),
  );
}

/** How many paths the plan will change. */
export function plannedFiles({ blobs }: Plan): number {
  return blobs.reduce((sum, { destinations }) => sum + destinations.length, 0);
}

/** Paths that hold other content now, which the plan will replace. */
export function replacedPaths({ blobs }: Plan): readonly RepoPath[] {
  return blobs.flatMap(({ destinations }) =>
    destinations.filter(({ replaces }) => replaces !== undefined).map(({ path }) => path),
  );
}
