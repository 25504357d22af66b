import pMap from 'p-map';
import type { HashCache } from '../../files/hashing/hashCache';
import type { SkippedFile } from '../../files/localFile';
import { LocalFileError } from '../../files/localFileError';
import { KEY_FILE_BYTES } from '../../files/privateKey';
import { ASKED_AT_ONCE } from '../../files/worker/fileWorker';
import type { Report } from '../events';
import { chunking, type FailedFile } from './plan';
import type { PreparedFile } from './preparation';
import { standingOf } from './standing';

/** So many small files are looked at for private keys before anybody is asked; of more, those that come are. */
const LOOKED_INTO = 1000;

/** When to stop hashing for the sake of the question, in ms of `performance.now()`; never for who wants to know exactly. */
export type HashUntil = number | 'all is known';

export interface HashAheadOptions {
  readonly hashes: HashCache;
  readonly until: HashUntil;
  readonly signal: AbortSignal;
  readonly report: Report;
}

interface Hashed {
  readonly files: readonly PreparedFile[];
  readonly skipped: readonly SkippedFile[];
  readonly failed: readonly FailedFile[];
}

/**
 * Hashes what is worth knowing before the question, as far as the time allows: small new files, that may hold a private
 * key, then those of which only the size is known to be that on the branch, the small ones first.
 */
export async function hashAhead(
  files: readonly PreparedFile[],
  { hashes, until, signal, report }: HashAheadOptions,
): Promise<Hashed> {
  const known = new Map<PreparedFile, PreparedFile>();
  const unfit = new Set<PreparedFile>();
  const skipped: SkippedFile[] = [];
  const failed: FailedFile[] = [];
  const hashAll = (some: readonly PreparedFile[], ended: AbortSignal) => {
    const isOver = () => ended.aborted;
    const hashOne = async (file: PreparedFile) => {
      if (isOver() || file.digest !== undefined) return;
      try {
        const digest = await hashes.digest(file.source, { ...chunking(file), signal: ended });
        known.set(file, { ...file, digest, size: digest.size, standing: standingOf(file, digest.hash) });
      } catch (error) {
        if (isOver()) return;
        if (!(error instanceof LocalFileError)) throw error;
        unfit.add(file);
        if (error.kind === 'wrong-size') {
          skipped.push({ path: file.source, reason: error.kind });
          return;
        }
        failed.push({ path: file.source, destination: file.path, error });
        report({ type: 'failed', path: file.source, error });
      }
    };
    return pMap(some, hashOne, { concurrency: ASKED_AT_ONCE, signal });
  };
  if (until === 'all is known') await hashAll(files, signal);
  else {
    const inTime = AbortSignal.any([signal, endAt(until)]);
    await hashAll(possibleKeys(files), inTime);
    await hashAll(existing(files), inTime);
  }
  return {
    files: files.filter((file) => !unfit.has(file)).map((file) => known.get(file) ?? file),
    skipped,
    failed,
  };
}

function endAt(until: number): AbortSignal {
  const left = Math.ceil(until - performance.now());
  return left > 0 ? AbortSignal.timeout(left) : AbortSignal.abort();
}

function existing(files: readonly PreparedFile[]): readonly PreparedFile[] {
  return files.filter(({ standing }) => standing === 'exists').sort((one, other) => one.size - other.size);
}

/** None of very many: those are looked into when they are read. */
function possibleKeys(files: readonly PreparedFile[]): readonly PreparedFile[] {
  const small = files.filter(({ standing, size }) => standing !== 'unchanged' && size <= KEY_FILE_BYTES);
  return small.length <= LOOKED_INTO ? small : [];
}
