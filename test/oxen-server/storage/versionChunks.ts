import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import type { Repository } from '../model/repository';
import { readInSequence } from './fileSequence';

/**
 * Keeps a chunk of a blob by its offset. On a local store the first one stays, right or wrong; S3 takes the last
 * (docs/protocol/version-chunks.md#chunks).
 */
export async function storeVersionChunk(
  repository: Repository,
  hash: string,
  offset: number,
  body: AsyncIterable<Buffer>,
): Promise<void> {
  const path = join(chunksDirectory(repository, hash), String(offset), 'chunk');
  const written = await repository.scratch.write(body);
  if (repository.storageKind === 'local' && existsSync(path)) await rm(written.path);
  else repository.scratch.publish(written.path, path);
}

/**
 * Offsets in ascending order. A local store without any chunk fails, S3 has an empty list
 * (docs/protocol/version-chunks.md#completing).
 */
export async function listVersionChunks(repository: Repository, hash: string): Promise<number[]> {
  const directory = chunksDirectory(repository, hash);
  if (repository.storageKind === 's3') await mkdir(directory, { recursive: true });
  const names = await readdir(directory);
  return names.map(Number).sort((a, b) => a - b);
}

/** @throws HashMismatch; the chunks stay then */
export async function combineVersionChunks(
  repository: Repository,
  hash: string,
  { offsets, isChecked }: { readonly offsets: readonly number[]; readonly isChecked: boolean },
): Promise<void> {
  const directory = chunksDirectory(repository, hash);
  const paths = offsets.map((offset) => join(directory, String(offset), 'chunk'));
  if (paths.length > 0 || repository.storageKind === 'local') {
    if (isChecked) await repository.blobs.replace(hash, readInSequence(paths));
    else {
      const written = await repository.scratch.write(readInSequence(paths));
      repository.scratch.publish(written.path, repository.blobs.pathOf(hash));
    }
  }
  await rm(directory, { recursive: true, force: true });
}

function chunksDirectory(repository: Repository, hash: string): string {
  return join(repository.blobs.directoryOf(hash), 'chunks');
}
