import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { ContentHash } from '../contentHash';
import { bufferBody, type Repository } from './client';
import { HttpError, UnexpectedReplyError } from './errors';

/** Hashes asked for in one request (oxen-protocol.md §6.2). */
const HASHES_PER_QUERY = 5000;

/**
 * Bytes the server keeps for `hash`, or `undefined` when it has none.
 *
 * Tells size only: the server never says whether the content is intact.
 * @see oxen-protocol.md §2.5
 */
export async function blobSize(
  { server, path }: Repository,
  hash: ContentHash,
  signal: AbortSignal,
): Promise<number | undefined> {
  const call = {
    what: 'Looking up stored content',
    method: 'GET',
    path: `${path}/versions/${hash}/metadata`,
    repeat: 'safe',
    signal,
  } as const;
  try {
    return (await server.json(call, v.object({ version: v.object({ size: v.number() }) }))).version.size;
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return undefined;
    throw error;
  }
}

/** Those of `hashes` that the server does not keep. Existence, not integrity. */
export async function missingBlobs(
  repository: Repository,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
): Promise<ReadonlySet<ContentHash>> {
  const missing = new Set<ContentHash>();
  for (let start = 0; start < hashes.length; start += HASHES_PER_QUERY) {
    const asked = hashes.slice(start, start + HASHES_PER_QUERY);
    const answered = new Set(await queryMissing(repository, asked, signal));
    for (const hash of asked) if (answered.has(hash)) missing.add(hash);
  }
  return missing;
}

/**
 * `QUERY versions` streams every blob when all are there. A sentinel that cannot exist makes it always answer 404
 * with the list of the missing ones instead (oxen-protocol.md §6.2).
 */
async function queryMissing(
  { server, path }: Repository,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const sentinel = `f${randomBytes(15).toString('hex')}f`;
  const body = bufferBody(gzipSync([...hashes, sentinel].join('\n')));
  const what = 'Asking which content the server has';
  try {
    return await server.bytes(
      { what, method: 'QUERY', path: `${path}/versions`, body, repeat: 'safe', signal },
      () => {
        throw new UnexpectedReplyError(
          `${what} failed: the server claims to have content that cannot exist.`,
        );
      },
    );
  } catch (error) {
    if (error instanceof HttpError && error.reply.missingHashes !== undefined)
      return error.reply.missingHashes;
    throw error;
  }
}
