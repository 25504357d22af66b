import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import * as v from 'valibot';

const compressed = promisify(gzip);
const uncompressed = promisify(gunzip);

/**
 * Values in a folder, one file each, written whole or not at all. Losing one costs time only, so nothing here is an
 * error. They are kept as gzip, whose checksum tells when the disk has altered one.
 */
export class DiskCache<T> {
  private isGrown = false;

  /** @param directory made when needed; nothing else may lie in it */
  constructor(
    private readonly directory: string,
    private readonly schema: v.GenericSchema<unknown, T>,
    /** What {@link prune} leaves, in bytes on the disk. */
    private readonly maxBytes: number,
  ) {}

  /** `undefined` for what is not there, or not as it was written. */
  async get(key: string): Promise<T | undefined> {
    try {
      const text = (await uncompressed(await readFile(this.file(key)))).toString('utf8');
      const kept = v.parse(v.tuple([v.literal(key), this.schema]), JSON.parse(text));
      return kept[1];
    } catch {
      return undefined;
    }
  }

  async put(key: string, value: T): Promise<void> {
    const written = join(this.directory, `${randomUUID()}.part`);
    try {
      await mkdir(this.directory, { recursive: true });
      const text = JSON.stringify([key, value]);
      await writeFile(written, await compressed(text, { level: constants.Z_BEST_SPEED }));
      await rename(written, this.file(key));
      this.isGrown = true;
    } catch {
      await rm(written, { force: true }).catch(() => undefined);
    }
  }

  /** Removes what was written longest ago, when there is too much. Looks only when something was put in. */
  async prune(): Promise<void> {
    if (!this.isGrown) return;
    this.isGrown = false;
    const names = await readdir(this.directory).catch(() => []);
    const files: { path: string; size: number; mtimeMs: number }[] = [];
    for (const name of names) {
      const path = join(this.directory, name);
      const stats = await stat(path).catch(() => undefined);
      if (stats !== undefined) files.push({ path, size: stats.size, mtimeMs: stats.mtimeMs });
    }
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((one, other) => one.mtimeMs - other.mtimeMs)) {
      if (bytes <= this.maxBytes) return;
      await rm(path, { force: true }).catch(() => undefined);
      bytes -= size;
    }
  }

  private file(key: string): string {
    return join(this.directory, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json.gz`);
  }
}
