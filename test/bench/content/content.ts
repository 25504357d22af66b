import { execFileSync } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededBytes } from '../../contract/support/seededTree';
import { SMALL_FILE_BYTES } from '../floor/plan';
import { hashOfFile } from './hashOfFile';

/** A file that was written less than 40 s ago is read again (src/core/files/freshness.ts), in ms. */
const UNSURE_MS = 42_000;

export interface ContentFile {
  readonly path: string;
  readonly size: number;
  /** As Oxen writes it. */
  readonly hash: string;
}

/** A folder to upload, and what a branch has to hold afterwards. */
export class Content {
  private writtenAt = Date.now();

  private constructor(
    readonly folder: string,
    /** By path below the folder, with `/`. */
    readonly files: Map<string, ContentFile>,
  ) {}

  static async write(folder: string, write: (folder: string) => Promise<void>): Promise<Content> {
    await write(folder);
    const content = new Content(folder, new Map());
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) await content.note(join(entry.parentPath, entry.name));
    }
    content.writtenAt = Date.now();
    return content;
  }

  get bytes(): number {
    return [...this.files.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Writes every hundredth small file anew, with as many bytes: of large ones there are pieces as well. */
  async changeSome(seed: number): Promise<void> {
    const small = [...this.files.values()].filter(({ size }) => size <= SMALL_FILE_BYTES);
    const chosen = small.filter((_, index) => index % 100 === 0);
    for (const [index, { path, size }] of chosen.entries()) {
      await writeFile(path, seededBytes(2_000_000 + seed * 10_000 + index, size));
      await this.note(path);
    }
    this.writtenAt = Date.now();
  }

  /** Waits until every file has been at rest for so long that its hash can be remembered. */
  async rested(): Promise<void> {
    await delay(Math.max(0, this.writtenAt + UNSURE_MS - Date.now()));
  }

  /** Reads everything once: what is measured is not the disk that it lies on. */
  warm(): void {
    execFileSync('sh', ['-c', 'find . -type f -exec cat {} + >/dev/null'], { cwd: this.folder });
  }

  private async note(path: string): Promise<void> {
    const { size } = await stat(path);
    const hash = await hashOfFile(path, size);
    this.files.set(relative(this.folder, path).replaceAll(sep, '/'), { path, size, hash });
  }
}
