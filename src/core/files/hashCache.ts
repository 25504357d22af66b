import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as v from 'valibot';
import { contentHash } from '../contentHash';
import { DiskCache } from './diskCache';
import { type FileDigest, hashFile, type HashOptions, NO_CHUNKS, type ReadDigest } from './hash';
import { localFileError } from './localFileError';
import { KEY_FILE_BYTES } from './privateKey';

/** Gets the digest of a file, the cheapest way. */
export type Digester = (path: string, options: HashOptions) => Promise<ReadDigest>;

/**
 * A file that is written again within one tick of its clock shows it nowhere, so what was hashed that soon after a
 * change is not kept; in ms, 2 s as on FAT.
 */
const UNSURE = 2000;
/** Folders whose digests are in memory at once; files come folder by folder. */
const FOLDERS_IN_MEMORY = 16;
/** About 70 bytes a file. */
const MAX_BYTES = 256 * 1024 * 1024;

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{1,32}$/));
/** What is known of a file: its name, its {@link Identity}, its hash; of a cut one the chunks' length and hashes. */
const Row = v.tupleWithRest([v.string(), v.string(), Hash], v.string());
type Row = v.InferOutput<typeof Row>;

interface Folder {
  readonly rows: Map<string, Row>;
  changed: boolean;
}

/**
 * Digests of files on disk, so that an unchanged file is not read again. A file is unchanged when path, size, mtime
 * and ctime in ns, and inode are. Losing what is kept costs time only.
 */
export class HashCache {
  private readonly folders = new Map<string, Promise<Folder>>();
  /** By folder. */
  private readonly shelves: DiskCache<Row[]>;

  /**
   * @param directory where it is kept; made when needed. Without one it is kept in memory, the newest folders only
   * @param read hashes a file that is not known
   */
  constructor(
    directory: string | undefined,
    private readonly read: Digester = hashFile,
  ) {
    this.shelves = new DiskCache(directory, v.array(Row), MAX_BYTES);
  }

  /** @throws LocalFileError as `hashFile` does */
  digest: Digester = async (path, options) => {
    const begun = Date.now();
    const before = await identityOf(path);
    const row = (await this.folder(dirname(path))).rows.get(basename(path));
    const known = row === undefined ? undefined : digestIn(row, before, options.chunkBytes);
    if (known !== undefined) {
      options.onBytes?.(before.size);
      return known;
    }
    const digest = await this.read(path, options);
    // Of a private key a row would not tell what it is: it is read each time.
    if (digest.isPrivateKey === true) return digest;
    const after = await identityOf(path);
    if (after.text === before.text && begun - before.changedAt > UNSURE) {
      // Asked for again: it may have been put away while the file was read.
      const folder = await this.folder(dirname(path));
      const name = basename(path);
      const chunks = digest.chunks.length === 0 ? [] : [String(options.chunkBytes), ...digest.chunks];
      folder.rows.set(name, [name, before.text, digest.hash, ...chunks]);
      folder.changed = true;
    }
    return digest;
  };

  /**
   * What is remembered of a file as it is now, without reading it.
   *
   * @throws LocalFileError when it cannot be looked at
   */
  async recall(
    path: string,
    { chunkBytes }: Pick<HashOptions, 'chunkBytes'>,
  ): Promise<FileDigest | undefined> {
    const row = (await this.folder(dirname(path))).rows.get(basename(path));
    return row === undefined ? undefined : digestIn(row, await identityOf(path), chunkBytes);
  }

  /** Writes what is only in memory so far. */
  async save(): Promise<void> {
    for (const path of [...this.folders.keys()]) await this.putAway(path);
    await this.shelves.prune();
  }

  /** The folder's digests, and room for them: the folder that was asked for longest ago is put away. */
  private async folder(path: string): Promise<Folder> {
    const known = this.folders.get(path) ?? this.load(path);
    this.folders.delete(path);
    this.folders.set(path, known);
    const [oldest] = this.folders.keys();
    if (this.folders.size > FOLDERS_IN_MEMORY && oldest !== undefined) await this.putAway(oldest);
    return known;
  }

  private async load(path: string): Promise<Folder> {
    const rows = (await this.shelves.get(path)) ?? [];
    return { rows: new Map(rows.map((row) => [row[0], row])), changed: false };
  }

  private async putAway(path: string): Promise<void> {
    const folder = await this.folders.get(path);
    this.folders.delete(path);
    if (folder?.changed === true) await this.shelves.put(path, [...folder.rows.values()]);
  }
}

/** What tells that a file is the same. Size in bytes, the last change in ms. */
interface Identity {
  readonly text: string;
  readonly size: number;
  readonly changedAt: number;
}

async function identityOf(path: string): Promise<Identity> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
    const changedAt = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
    // Before the mark, rows were kept of private keys, too.
    const mark = size <= KEY_FILE_BYTES ? ' no key' : '';
    return { text: `${size} ${mtimeNs} ${ctimeNs} ${ino}${mark}`, size: Number(size), changedAt };
  } catch (error) {
    throw localFileError(path, error);
  }
}

/** `undefined` when the row is of another state of the file, or of other chunks. */
function digestIn(
  row: Row,
  { text, size }: Identity,
  chunkBytes: number | undefined,
): FileDigest | undefined {
  const [, identity, hash, ofChunks, ...chunks] = row;
  if (identity !== text || ofChunks !== chunkBytes?.toString()) return undefined;
  return { hash: contentHash(hash), size, chunks: chunks.length === 0 ? NO_CHUNKS : chunks };
}
