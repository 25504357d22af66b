import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { contentHash } from '../contentHash';
import { type FileDigest, hashFile, type HashOptions } from './hash';
import { localFileError } from './localFileError';

/** Gets the digest of a file, the cheapest way. */
export type Digester = (path: string, options: HashOptions) => Promise<FileDigest>;

/** A file may change again within one tick of its clock, unseen: such a digest is not kept, in ms (2 s on FAT). */
const UNSURE = 2000;
/** Folders whose digests are in memory at once; files come folder by folder. */
const FOLDERS_IN_MEMORY = 16;

/** What a file was when it was hashed: size in bytes, mtime and ctime in ns, inode; then hash, chunk length, chunks. */
const Known = v.tuple([v.string(), v.string(), v.number(), v.array(v.string())]);
const Shelf = v.object({ folder: v.string(), files: v.array(v.tuple([v.string(), Known])) });

interface Folder {
  readonly files: Map<string, v.InferOutput<typeof Known>>;
  changed: boolean;
}

/**
 * Digests of files on disk, so that an unchanged file is not read again: one small file for each folder. Losing it
 * costs time only, so nothing of it is an error.
 */
export class HashCache {
  private readonly folders = new Map<string, Promise<Folder>>();

  /** @param directory where it is kept; made when needed */
  constructor(private readonly directory: string) {}

  /** @throws LocalFileError as `hashFile` does */
  digest: Digester = async (path, options) => {
    const before = await identityOf(path);
    const { files } = await this.folder(dirname(path));
    const [identity, hash, chunkBytes, chunks] = files.get(basename(path)) ?? [];
    if (
      identity === before.text &&
      hash !== undefined &&
      chunks !== undefined &&
      chunkBytes === (options.chunkBytes ?? 0)
    ) {
      options.onBytes?.(before.size);
      return { hash: contentHash(hash), size: before.size, chunks };
    }
    const digest = await hashFile(path, options);
    const after = await identityOf(path);
    if (after.text === before.text && Date.now() - after.changedAt > UNSURE) {
      // Asked for again: it may have been put away while the file was read.
      const folder = await this.folder(dirname(path));
      folder.files.set(basename(path), [
        after.text,
        digest.hash,
        options.chunkBytes ?? 0,
        [...digest.chunks],
      ]);
      folder.changed = true;
    }
    return digest;
  };

  /** Writes what is only in memory so far. */
  async save(): Promise<void> {
    for (const path of [...this.folders.keys()]) await this.putAway(path);
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
    const text = await readFile(this.shelfOf(path), 'utf8').catch(() => '{}');
    const shelf = v.safeParse(Shelf, parse(text));
    const files = shelf.success && shelf.output.folder === path ? shelf.output.files : [];
    return { files: new Map(files), changed: false };
  }

  private async putAway(path: string): Promise<void> {
    const folder = await this.folders.get(path);
    this.folders.delete(path);
    if (folder?.changed !== true) return;
    const written = join(this.directory, `${randomUUID()}.part`);
    try {
      await mkdir(this.directory, { recursive: true });
      await writeFile(written, JSON.stringify({ folder: path, files: [...folder.files] }));
      await rename(written, this.shelfOf(path));
    } catch {
      await rm(written, { force: true }).catch(() => undefined);
    }
  }

  private shelfOf(path: string): string {
    return join(this.directory, `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.json`);
  }
}

async function identityOf(
  path: string,
): Promise<{ readonly text: string; readonly size: number; readonly changedAt: number }> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
    const changedAt = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
    return { text: [size, mtimeNs, ctimeNs, ino].join(' '), size: Number(size), changedAt };
  } catch (error) {
    throw localFileError(path, error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
