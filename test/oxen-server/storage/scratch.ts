import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createContentHasher } from './contentHash';
import { type Disk, DiskFull } from './disk';

export interface WrittenFile {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
}

/** Files being written: beside the repository's data, so that publishing one is a rename. A full disk fails here. */
export class ScratchDirectory {
  constructor(
    private readonly directory: string,
    private readonly disk: Disk,
  ) {
    mkdirSync(directory, { recursive: true });
  }

  /** @throws DiskFull */
  requireRoom(): void {
    if (this.disk.isFull()) throw new DiskFull();
  }

  newPath(): string {
    return join(this.directory, `${randomUUID()}.oxentmp`);
  }

  /** Writes and hashes a stream; nothing is left when the stream fails. */
  async write(chunks: AsyncIterable<Buffer>): Promise<WrittenFile> {
    const path = this.newPath();
    try {
      const hasher = await createContentHasher();
      let size = 0;
      const file = await open(path, 'w');
      try {
        for await (const chunk of chunks) {
          this.requireRoom();
          hasher.update(chunk);
          size += chunk.length;
          await file.write(chunk);
        }
      } finally {
        await file.close();
      }
      return { path, hash: hasher.digest(), size };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** At once: for thousands of small contents the waiting would cost more than the writing. */
  writeBytes(bytes: Buffer): string {
    this.requireRoom();
    const path = this.newPath();
    writeFileSync(path, bytes);
    return path;
  }

  publish(written: string, target: string): void {
    const time = this.disk.clock?.();
    if (time !== undefined) utimesSync(written, time, time);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(written, target);
  }
}
