import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import * as v from 'valibot';
import { makePrivateFolder, writePrivateFile } from './privateFiles';
import { readRegularFile } from './regularFile';

const compressed = promisify(gzip);
const uncompressed = promisify(gunzip);

/**
 * Values in a folder, one file each, written whole or not at all. Losing one costs time only, so nothing here is an
 * error. They are kept as gzip, whose checksum tells when the disk has altered one.
 */
export class DiskCache<T> {
  /** Bytes that may be put in until there can be too much: none as long as nobody has looked what is there. */
  private room = 0;
  private isGrown = false;

  /** @param directory made when needed; nothing else may lie in it. Without one nothing is kept */
  constructor(
    private readonly directory: string | undefined,
    private readonly schema: v.GenericSchema<unknown, T>,
    /** What {@link prune} leaves, in bytes on the disk. */
    private readonly maxBytes: number,
  ) {}

  /** `undefined` for what is not there, or not as it was written. */
  async get(key: string): Promise<T | undefined> {
    try {
      if (this.directory === undefined) return undefined;
      const bounds = { maxBytes: this.maxBytes, links: 'followed' } as const;
      const content = await readRegularFile(fileOf(key, this.directory), bounds);
      const text = (await uncompressed(content)).toString('utf8');
      const kept = v.parse(v.tuple([v.literal(key), this.schema]), JSON.parse(text));
      return kept[1];
    } catch {
      return undefined;
    }
  }

  async put(key: string, value: T): Promise<void> {
    if (this.directory === undefined) return;
    const text = JSON.stringify([key, value]);
    try {
      await makePrivateFolder(this.directory);
      const content = await compressed(text, { level: constants.Z_BEST_SPEED });
      await writePrivateFile(fileOf(key, this.directory), content);
      this.room -= content.length;
      this.isGrown = true;
    } catch {
      // it is read again next time
    }
  }

  /** Removes what was written longest ago, when there is too much. Looks only when what was put in can be too much. */
  async prune(): Promise<void> {
    if (!this.isGrown || this.room > 0 || this.directory === undefined) return;
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
      if (bytes <= this.maxBytes) break;
      await rm(path, { force: true }).catch(() => undefined);
      bytes -= size;
    }
    this.room = this.maxBytes - bytes;
  }
}

function fileOf(key: string, directory: string): string {
  return join(directory, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json.gz`);
}
