import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Repository } from '../model/repository';
import { readInSequence } from './fileSequence';
import { unpackArchive } from './archive';

export interface ChunkUpload {
  readonly repository: Repository;
  /** `hash` as it was sent: only the name of the directory the chunks wait in. */
  readonly id: string;
  readonly totalChunks: number;
  readonly totalSize: number;
  readonly isCompressed: boolean;
  readonly filename: string | undefined;
  /** Raw content must have `id` as its hash, and appears in one step (since 0.56.1). */
  readonly isVerified: boolean;
}

/**
 * Keeps one chunk, and assembles when there are enough of them. The steps are those of the real one, so that its
 * races are here too: chunks that finish together both assemble, and the slower finds the directory gone.
 *
 * @see oxen-server 0.50.7 controllers/commits.rs:750
 */
export async function acceptChunk(
  upload: ChunkUpload,
  number: number,
  body: AsyncIterable<Buffer>,
): Promise<void> {
  const { repository } = upload;
  const directory = inside(join(repository.hiddenDirectory, 'tmp', 'chunked'), upload.id);
  await mkdir(directory, { recursive: true });
  const written = await repository.scratch.write(body);
  await rename(written.path, join(directory, `chunk_${String(number).padStart(16, '0')}`));

  const chunks = await listFiles(directory);
  if (chunks.length < upload.totalChunks) return;
  const sizes = await Promise.all(chunks.map(async (path) => (await stat(path)).size));
  if (sizes.reduce((sum, size) => sum + size, 0) < upload.totalSize) return;

  if (upload.isCompressed) await unpackArchive(repository, readInSequence(chunks));
  else await assembleFile(upload, chunks);
  await rm(directory, { recursive: true });
}

async function assembleFile(upload: ChunkUpload, chunks: readonly string[]): Promise<void> {
  const { repository, filename } = upload;
  if (filename === undefined) {
    throw new Error('check_if_upload_complete_and_unpack must supply filename if !compressed');
  }
  // Only the extension of the last component survives: it must not have one (docs/protocol/upload-chunk.md#raw).
  const named = inside(repository.hiddenDirectory, filename);
  const target = join(dirname(named), `data${extname(named)}`);
  if (upload.isVerified) {
    await repository.blobs.replace(upload.id, readInSequence(chunks), target);
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  await pipeline(readInSequence(chunks), createWriteStream(target));
}

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(directory, name))
    .sort();
}

/** The real server joins unchecked (docs/protocol/upload-chunk.md#raw); a test server must not write elsewhere. */
export function inside(directory: string, path: string): string {
  const full = resolve(directory, path);
  if (!full.startsWith(directory + sep)) throw new Error(`${path} leads out of the repository`);
  return full;
}
