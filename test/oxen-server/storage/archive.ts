import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { Refusal, basicError } from '../http/reply';
import type { Repository } from '../model/repository';
import { inside } from './chunkUpload';

/**
 * Unpacks a tar.gz of blobs; what comes before a bad entry stays stored.
 *
 * @see oxen-server 0.50.7 controllers/commits.rs:1222
 */
export async function unpackArchive(
  repository: Repository,
  compressed: AsyncIterable<Buffer>,
): Promise<void> {
  const archive = extract();
  const unpacked = pipeline(Readable.from(compressed), createGunzip(), archive);
  const stored = storeEntries(repository, archive).catch((error: unknown) => {
    archive.destroy();
    throw error;
  });
  const [storing, unpacking] = await Promise.allSettled([stored, unpacked]);
  if (storing.status === 'rejected') throw storing.reason;
  if (unpacking.status === 'rejected') throw unpacking.reason;
}

interface Entry extends AsyncIterable<unknown> {
  readonly header: Header;
  resume(): unknown;
}

async function storeEntries(repository: Repository, archive: AsyncIterable<Entry>): Promise<void> {
  for await (const entry of archive) {
    const { name, type } = entry.header;
    if (name.split('/')[0] === 'versions' && name.includes('files')) {
      await repository.blobs.addAs(hashInPath(name), bytesOf(entry));
    } else {
      await unpackPlainEntry(repository, name, type, entry);
    }
    entry.resume();
  }
}

/** Anything else is written below `.oxen` as it stands, unverified (docs/protocol/upload-chunk.md#packs). */
async function unpackPlainEntry(
  repository: Repository,
  name: string,
  type: string,
  entry: Entry,
): Promise<void> {
  if (type !== 'file' && type !== 'directory') {
    const rule = 'only regular files and directories are allowed';
    throw new Refusal(basicError(`Unsupported archive entry type for ${name}: ${rule}`));
  }
  const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) {
    throw new Refusal(basicError(`Path traversal detected in archive entry: ${name}`));
  }
  if (segments.length === 0) return;
  const target = inside(repository.hiddenDirectory, segments.join('/'));
  await mkdir(type === 'directory' ? target : dirname(target), { recursive: true });
  if (type === 'file') await pipeline(bytesOf(entry), createWriteStream(target));
}

/** `versions/files/<2>/<rest>/<anything>`: a directory entry among them is an error. */
function hashInPath(name: string): string {
  const [, files, first = '', rest = '', last] = name.split('/').filter((segment) => segment !== '');
  if (files !== 'files' || first.length !== 2 || rest === '' || last === undefined) {
    throw new Refusal(basicError(`Could not get hash for file: "${name}"`));
  }
  return first + rest;
}

async function* bytesOf(entry: Entry): AsyncGenerator<Buffer> {
  for await (const chunk of entry) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('entries are read as bytes');
    yield chunk;
  }
}
