import { promisify } from 'node:util';
import { createGunzip, createGzip, gunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { parameter, repositoryOf, type Exchange } from '../http/exchange';
import type { Part } from '../http/multipart';
import { Refusal, bareNotFound, success, typed, unmapped, type Reply } from '../http/reply';
import type { Routes } from '../http/routeTable';
import type { Repository } from '../model/repository';
import { fileParts, isGzip } from './stagingByMultipart';

const unpack = promisify(gunzip);

export const versionRoutes: Routes = {
  'GET /api/repos/{namespace}/{name}/versions/{hash}/metadata': metadata,
  'QUERY /api/repos/{namespace}/{name}/versions': batchDownload,
  'POST /api/repos/{namespace}/{name}/versions': batchUpload,
};

function metadata(exchange: Exchange): Reply {
  const hash = parameter(exchange, 'hash');
  const size = repositoryOf(exchange).blobs.size(hash);
  if (size === undefined) throw new Refusal(bareNotFound());
  return success('resource_found', { version: { hash, size } });
}

/** All blobs as tar.gz, or the list of those that are missing (docs/protocol/blobs.md#in-bulk). */
async function batchDownload(exchange: Exchange): Promise<Reply> {
  const repository = repositoryOf(exchange);
  const body = await exchange.body.bytes();
  const lines = await unpack(body).catch(() => {
    throw new Refusal(unmapped('invalid gzip header'));
  });
  const hashes = lines
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[0-9a-fA-F]+$/.test(line));

  const missing: string[] = [];
  for (const hash of hashes) if (!repository.blobs.has(hash)) missing.push(hash);
  if (missing.length > 0) throw new Refusal(blobsMissing(missing));
  const stream = Readable.from(archiveOf(repository, hashes)).pipe(createGzip());
  return { status: 200, headers: { 'content-type': 'application/gzip' }, body: { kind: 'stream', stream } };
}

function blobsMissing(hashes: readonly string[]): Reply {
  const list = `Missing hashes: ${hashes.join(', ')}`;
  return typed(404, 'resource_not_found', {
    type: 'version_blobs_missing',
    title: 'Version blobs missing on server',
    detail: `Server is missing ${hashes.length} content blob(s) for this batch download. ${list}`,
    missing_hashes: hashes,
  });
}

async function* archiveOf(repository: Repository, hashes: readonly string[]): AsyncGenerator {
  const archive = pack();
  const filling = (async () => {
    for (const hash of hashes) {
      const size = repository.blobs.size(hash) ?? 0;
      const entry = archive.entry({ name: hash, size });
      await pipeline(repository.blobs.read(hash), entry);
    }
    archive.finalize();
  })();
  yield* archive;
  await filling;
}

/**
 * Stores blobs by hash without staging; failures are told in `err_files` only
 * (docs/protocol/blobs.md#storing-without-staging).
 */
async function batchUpload(exchange: Exchange): Promise<Reply> {
  const { features, segmentBytes } = exchange.server;
  const repository = repositoryOf(exchange);
  const limit = features.typedErrors ? segmentBytes : Number.POSITIVE_INFINITY;
  const errors: object[] = [];
  for await (const part of fileParts(exchange)) {
    const content = isGzip(part) ? unpackedStream(part, limit) : part.content;
    await repository.blobs.addAs(part.filename, content).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      errors.push({ hash: part.filename, path: null, error: `Failed to store version: ${reason}` });
    });
  }
  return success('resource_created', { err_files: errors });
}

async function* unpackedStream(part: Part, limit: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of Readable.from(part.content).pipe(createGunzip())) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('gunzip gives bytes');
    size += chunk.length;
    if (size > limit) throw new Error(`Decompressed size exceeds the ${limit} byte limit`);
    yield chunk;
  }
}
