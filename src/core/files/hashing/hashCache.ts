import { basename, dirname } from 'node:path';
import * as v from 'valibot';
import { contentHash } from '../../contentHash';
import { DiskCache } from '../diskCache';
import { fileSystemOf, Freshness } from './freshness';
import { type FileDigest, type HashOptions, NO_CHUNKS, type ReadDigest } from './hash';
import type { Identity } from './fileIdentity';
import { digestOf, identitiesOf, identityOf } from '../worker/offThread';

/** Gets the digest of a file, the cheapest way. */
export type Digester = (path: string, options: HashOptions) => Promise<ReadDigest>;

/** Folders whose digests are in memory at once; files come folder by folder. */
const FOLDERS_IN_MEMORY = 16;
/** Rows written and read in one go: a folder of 100 000 files must not hold the thread for a second. */
const SHELF_ROWS = 2000;
/** How long what was hashed may be in memory only, in ms. */
const SAVED_EVERY = 10_000;
/** About 70 bytes a file. */
const MAX_BYTES = 256 * 1024 * 1024;

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{1,32}$/));
/** What is known of a file: its name, its {@link Identity}, its hash; of a cut one the chunks' length and hashes. */
const Row = v.tupleWithRest([v.string(), v.string(), Hash], v.string());
type Row = v.InferOutput<typeof Row>;

interface Folder {
  /** Where the row of each name is among all of them. */
  readonly places: Map<string, number>;
  /** All rows, {@link SHELF_ROWS} a shelf. */
  readonly shelves: Row[][];
  /** Shelves that are not on disk as they are here. */
  readonly changed: Set<number>;
  readonly freshness: Freshness;
}

/**
 * Digests of files on disk, so that an unchanged file is not read again. A file is unchanged when path, size, mtime
 * and ctime in ns, and inode are; kept is only what cannot change without that ({@link Freshness}). Losing what is kept
 * costs time only.
 */
export class HashCache {
  /** Those asked for last come last. */
  private readonly folders = new Map<string, Promise<Folder>>();
  /** By {@link keyOf}. */
  private readonly shelves: DiskCache<Row[]>;
  /** One after the other, so that of one folder the newest is what stays. */
  private writing: Promise<void> = Promise.resolve();
  private savedAt = performance.now();

  /**
   * @param directory where it is kept; made when needed. Without one it is kept in memory, the newest folders only
   * @param read hashes a file that is not known
   * @param kindOf tells the file system of a path
   */
  constructor(
    directory: string | undefined,
    private readonly read: Digester = digestOf,
    private readonly kindOf = fileSystemOf,
  ) {
    this.shelves = new DiskCache(directory, v.array(Row), MAX_BYTES);
  }

  /** @throws LocalFileError as `digestOf` does */
  digest: Digester = async (path, options) => {
    const folder = await this.folder(dirname(path));
    const row = rowOf(folder, basename(path));
    if (row === undefined && options.keepUpTo !== undefined)
      return this.readNew(path, options, folder.freshness);
    const before = await identityOf(path);
    const known = row === undefined ? undefined : digestIn(row, before, options.chunkBytes);
    if (known !== undefined) {
      options.onBytes?.(before.size);
      return known;
    }
    return this.readFrom(before, path, () => this.read(path, options), options);
  };

  /**
   * Has a large file read to its end, and remembers its digest if what is written to it meanwhile shows.
   *
   * @param read its digest, if it came to one
   */
  remembering = async (
    path: string,
    read: () => Promise<FileDigest | undefined>,
  ): Promise<FileDigest | undefined> => {
    return this.readFrom(await identityOf(path), path, read, {});
  };

  /** Has a file read, and remembers its digest if what is written to it since `before` shows. */
  private async readFrom<T extends FileDigest | undefined>(
    before: Identity,
    path: string,
    read: () => Promise<T>,
    options: Pick<HashOptions, 'chunkBytes'>,
  ): Promise<T> {
    const { freshness } = await this.folder(dirname(path));
    const willShow = await freshness.shows(path, before);
    const digest = await read();
    // Of a private key a row would not tell what it is: it is read each time.
    if (digest === undefined || !willShow || digest.isPrivateKey === true) return digest;
    const after = await identityOf(path);
    if (after.text === before.text) await this.remember(path, before, digest, options);
    return digest;
  }

  /** A small file that nothing is known of: looked at and read in one go. */
  private async readNew(path: string, options: HashOptions, freshness: Freshness): Promise<ReadDigest> {
    const digest = await this.read(path, options);
    const { identity, isPrivateKey } = digest;
    if (identity !== undefined && isPrivateKey !== true && (await freshness.shows(path, identity)))
      await this.remember(path, identity, digest, options);
    return digest;
  }

  private async remember(
    path: string,
    { text }: Identity,
    { hash, chunks }: FileDigest,
    { chunkBytes }: Pick<HashOptions, 'chunkBytes'>,
  ): Promise<void> {
    const cut = chunks.length === 0 ? [] : [String(chunkBytes), ...chunks];
    const place = dirname(path);
    let folder: Folder;
    // It may have been put away while the file was read, and again while it was loaded.
    do {
      folder = await this.folder(place);
      put(folder, [basename(path), text, hash, ...cut]);
    } while ((await this.folders.get(place)) !== folder);
    if (performance.now() - this.savedAt > SAVED_EVERY) await this.save(); // a process that is killed then loses little
  }

  /**
   * What is remembered of files as they are now, without reading them and without their chunks, in their order;
   * `undefined` where nothing is, or where one cannot be looked at.
   */
  async recall(paths: readonly string[]): Promise<readonly (FileDigest | undefined)[]> {
    const rows: (Row | undefined)[] = [];
    for (const path of paths) rows.push(rowOf(await this.folder(dirname(path)), basename(path)));
    const known = paths.filter((_, index) => rows[index] !== undefined);
    if (known.length === 0) return rows.map(() => undefined);
    const { texts, sizes } = await identitiesOf(known);
    let next = 0;
    return rows.map((row) => {
      if (row === undefined) return undefined;
      const [, identity, hash] = row;
      const at = next++;
      return identity === texts[at]
        ? { hash: contentHash(hash), size: sizes[at] ?? 0, chunks: NO_CHUNKS }
        : undefined;
    });
  }

  /** Writes what is only in memory so far; may be called at any time, also while files are hashed. */
  async save(): Promise<void> {
    this.savedAt = performance.now();
    for (const path of [...this.folders.keys()]) await this.write(path);
    await this.shelves.prune();
  }

  /** The folder's digests, and room for them: those that were asked for longest ago are put away. */
  private async folder(path: string): Promise<Folder> {
    const known = this.folders.get(path) ?? this.load(path);
    this.folders.delete(path);
    this.folders.set(path, known);
    if (this.folders.size > FOLDERS_IN_MEMORY) await this.makeRoom();
    return known;
  }

  private async load(path: string): Promise<Folder> {
    const freshness = new Freshness(this.kindOf);
    const folder: Folder = { places: new Map(), shelves: [], changed: new Set(), freshness };
    for (let read = SHELF_ROWS, shelf = 0; read >= SHELF_ROWS; shelf++) {
      const rows = (await this.shelves.get(keyOf(path, shelf))) ?? [];
      for (const row of rows) put(folder, row);
      read = rows.length;
    }
    folder.changed.clear();
    return folder;
  }

  /** A folder stays in memory until it is written: who asks for it meanwhile gets all of it. */
  private async makeRoom(): Promise<void> {
    for (const path of this.tooMany()) {
      const folder = await this.folders.get(path);
      await this.write(path);
      if (folder?.changed.size === 0 && this.tooMany().includes(path)) this.folders.delete(path);
    }
  }

  private tooMany(): readonly string[] {
    return [...this.folders.keys()].slice(0, -FOLDERS_IN_MEMORY);
  }

  private write(path: string): Promise<void> {
    const written = this.writing.then(async () => {
      const folder = await this.folders.get(path);
      if (folder === undefined) return;
      for (const shelf of [...folder.changed]) {
        folder.changed.delete(shelf); // what is added while it is written is written next time
        await this.shelves.put(keyOf(path, shelf), folder.shelves[shelf] ?? []);
      }
    });
    this.writing = written;
    return written;
  }
}

function rowOf({ places, shelves }: Folder, name: string): Row | undefined {
  const at = places.get(name);
  return at === undefined ? undefined : shelves[Math.floor(at / SHELF_ROWS)]?.[at % SHELF_ROWS];
}

/** A row stays where it is once it has a place. */
function put({ places, shelves, changed }: Folder, row: Row): void {
  const [name] = row;
  const at = places.get(name) ?? places.size;
  places.set(name, at);
  const shelf = Math.floor(at / SHELF_ROWS);
  (shelves[shelf] ??= [])[at % SHELF_ROWS] = row;
  changed.add(shelf);
}

/** No path holds the character between. */
function keyOf(folder: string, shelf: number): string {
  return shelf === 0 ? folder : `${folder}\0${shelf}`;
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
