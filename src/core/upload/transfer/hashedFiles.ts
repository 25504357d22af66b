import { pMapIterable } from 'p-map';
import type { FileDigest } from '../../files/hashing/hash';
import type { Digester } from '../../files/hashing/hashCache';
import { LocalFileError } from '../../files/localFileError';
import { QUESTIONS_TOGETHER } from '../../files/worker/fileWorker';
import type { Report } from '../events';
import { cutIntoBatches } from '../limits/cutIntoBatches';
import { CHUNK_BYTES, chunking, SMALL_FILE_BYTES } from '../plan/plan';
import type { WantedFile } from '../plan/preparation';
import type { LateKeys } from '../host';
import type { HeldContents } from '../../files/memory/heldContents';
import type { Ledger } from './ledger';

/** A file whose content is known. */
export interface HashedFile {
  readonly file: WantedFile;
  readonly digest: FileDigest;
}

/** From what lies in its place. */
export function differs({ file, digest }: HashedFile): boolean {
  return digest.hash !== file.replaces;
}

export interface HashingOptions {
  readonly digest: Digester;
  readonly contents: HeldContents;
  readonly ledger: Ledger;
  /** Paths of the repository that may hold a private key. */
  readonly mayBeSecret: ReadonlySet<string>;
  readonly lateKeys: LateKeys;
  readonly signal: AbortSignal;
  readonly report: Report;
  /** Of which no hashes of chunks are needed. */
  readonly forSessions: ReadonlySet<WantedFile>;
  /** Told when no more small files can be read before some are sent. */
  readonly onFull: () => void;
}

/** Large files are read one at a time, and so many of them ahead of those that are sent. */
export const LARGE_AHEAD = 8;

/** Small files are hashed in groups of as many as a worker is asked for together; so many groups are under way. */
const GROUPS_AT_ONCE = 2;
/** So much less than there is room for (HeldContents) that no file waits for others of its own group to be sent. */
const GROUP = { count: QUESTIONS_TOGETHER, weight: SMALL_FILE_BYTES };

/** Files with their contents' hashes, in order, as many as come together; those that cannot be read are noted in the ledger. */
export async function* hashed(
  files: readonly WantedFile[],
  { areLarge, ...options }: HashingOptions & { readonly areLarge: boolean },
): AsyncGenerator<readonly HashedFile[]> {
  const groups = areLarge
    ? files.map((file) => [file])
    : cutIntoBatches(
        [files],
        () => GROUP,
        ({ size }) => size,
      );
  const width = areLarge
    ? { concurrency: 1, backpressure: LARGE_AHEAD }
    : { concurrency: GROUPS_AT_ONCE, backpressure: GROUPS_AT_ONCE * 2 };
  const hashGroup = (group: readonly WantedFile[]) =>
    Promise.all(group.map((file) => hashOne(file, options)));
  for await (const group of pMapIterable(groups, hashGroup, width))
    yield group.filter((one) => one !== undefined);
}

async function hashOne(file: WantedFile, options: HashingOptions): Promise<HashedFile | undefined> {
  const { ledger, signal } = options;
  signal.throwIfAborted();
  try {
    if (file.digest !== undefined) options.report({ type: 'hashed', bytes: file.size });
    const digest = file.digest ?? (await digestOf(file, options));
    requireNoKey(file, digest, options);
    return { file, digest };
  } catch (error) {
    if (!(error instanceof LocalFileError)) throw error;
    options.contents.drop(file.source);
    if (error.kind === 'wrong-size' || (error.kind === 'private-key' && options.lateKeys === 'skip'))
      ledger.skip(file, error.kind);
    else ledger.lose(file, error);
    return undefined;
  }
}

/** @throws LocalFileError `private-key`, where it is one that nobody has approved and the branch does not have */
function requireNoKey(
  { source, path, replaces }: WantedFile,
  { isPrivateKey, hash }: FileDigest,
  { mayBeSecret }: HashingOptions,
): void {
  if (isPrivateKey === true && hash !== replaces && !mayBeSecret.has(path))
    throw new LocalFileError(source, 'private-key');
}

async function digestOf(
  file: WantedFile,
  { digest, contents, signal, report, forSessions, onFull }: HashingOptions,
): Promise<FileDigest> {
  const { source, size } = file;
  const options = { signal, onBytes: (bytes: number) => report({ type: 'hashed', bytes }) };
  if (size > SMALL_FILE_BYTES)
    return digest(source, forSessions.has(file) ? options : { ...options, ...chunking(file) });
  const small = { ...options, keepUpTo: SMALL_FILE_BYTES };
  const found = await contents.read(file, () => digest(source, small), { signal, onFull });
  // It has grown since it was looked at, beyond what travels whole.
  if (found.content === undefined && found.size > SMALL_FILE_BYTES)
    return digest(source, { ...options, chunkBytes: CHUNK_BYTES });
  // The content is kept elsewhere, as long as it is needed.
  const { hash, size: read, chunks, isPrivateKey } = found;
  return { hash, size: read, chunks, ...(isPrivateKey && { isPrivateKey }) };
}
