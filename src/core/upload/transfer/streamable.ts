import { hashPieces } from '../../files/hashing/hash';
import { LocalFileError } from '../../files/localFileError';
import { rangeBody } from '../../files/worker/offThread';
import type { EngineSetting } from '../engines/choice';
import { SMALL_FILE_BYTES } from '../plan/plan';
import type { WantedFile } from '../plan/preparation';
import type { Target } from '../target/target';

/** Files of one size that are looked at: of more, the first one would wait for looks at all of them. */
const MOST_OF_A_SIZE = 64;
/** What is read of a file where it begins and where it ends, in bytes. */
const LOOKED_AT = 64 * 1024;

export interface StreamableOptions {
  readonly target: Pick<Target, 'features'>;
  readonly engine: EngineSetting;
  readonly isResumed: boolean;
  readonly signal: AbortSignal;
}

/**
 * Those of the files that can be sent before their hashes are known (streaming.ts): new large ones that certainly hold what
 * no other of them does, by their sizes, else by how they begin and end. What has something in its place may be there
 * already, and equal files travel once.
 */
export async function streamableFiles(
  files: readonly WantedFile[],
  { target: { features }, engine, isResumed, signal }: StreamableOptions,
): Promise<ReadonlySet<WantedFile>> {
  if (engine !== 'auto' || isResumed || !features.streamsFiles) return new Set();
  const groups = new Map<number, WantedFile[]>();
  for (const file of files) {
    const { replaces, digest, size } = file;
    if (replaces === undefined && digest === undefined && size > SMALL_FILE_BYTES)
      groups.set(size, [...(groups.get(size) ?? []), file]);
  }
  const streamable = new Set<WantedFile>();
  for (const group of groups.values())
    for (const file of await distinctAmong(group, signal)) streamable.add(file);
  return streamable;
}

async function distinctAmong(
  files: readonly WantedFile[],
  signal: AbortSignal,
): Promise<readonly WantedFile[]> {
  if (files.length === 1) return files;
  if (files.length > MOST_OF_A_SIZE) return [];
  const looks = new Map<string, WantedFile[]>();
  for (const file of files) {
    signal.throwIfAborted();
    const look = await lookOf(file);
    if (look !== undefined) looks.set(look, [...(looks.get(look) ?? []), file]);
  }
  return [...looks.values()].filter(({ length }) => length === 1).flat();
}

/** `undefined` when it cannot be read, which is told when its turn comes. */
async function lookOf({ source: path, size }: WantedFile): Promise<string | undefined> {
  const ends = [0, size - LOOKED_AT].map((start) => rangeBody({ path, start, length: LOOKED_AT }));
  try {
    return (await Promise.all(ends.map(hashPieces))).join(' ');
  } catch (error) {
    if (error instanceof LocalFileError) return undefined;
    throw error;
  }
}
