import { t } from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import pMap, { pMapSkip } from 'p-map';
import * as v from 'valibot';
import type { ContentHash } from '../../contentHash';
import { bufferBody, type OxenServer, type Repository } from '../http/client';
import {
  HttpError,
  isMissing,
  isUnknownRoute,
  NetworkError,
  TimeoutError,
  UnexpectedReplyError,
} from '../errors';
import { Count } from '../schemas';

/** Hashes asked for in one request (docs/protocol/blobs.md#in-bulk). */
const HASHES_PER_QUERY = 5000;
/** The reply that lists all of them, and more. */
const MOST_MISSING_BYTES = 1024 * 1024;
/** As long as nobody knows whether it is the line that breaks, or what is sent by it. */
const QUERY_ATTEMPTS = 2;
const LOOKED_UP_AT_ONCE = 16;

/**
 * Bytes the server keeps for `hash`, or `undefined` when it has none.
 *
 * Tells size only: the server never says whether the content is intact.
 * @see docs/protocol/blobs.md#metadata
 */
export async function blobSize(
  { server, path }: Repository,
  hash: ContentHash,
  signal: AbortSignal,
): Promise<number | undefined> {
  const call = {
    what: t('Checking for stored content'),
    method: 'GET',
    path: `${path}/versions/${hash}/metadata`,
    repeat: 'safe',
    signal,
  } as const;
  try {
    return (await server.json(call, v.object({ version: v.object({ size: Count }) }))).version.size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Those of `hashes` that the server does not keep. Existence, not integrity.
 *
 * Asked for in bulk, and one by one where something on the way does not let `QUERY` through: that method is young.
 */
export async function missingBlobs(
  repository: Repository,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
): Promise<ReadonlySet<ContentHash>> {
  const missing = new Set<ContentHash>();
  for (let start = 0; start < hashes.length; start += HASHES_PER_QUERY) {
    const asked = hashes.slice(start, start + HASHES_PER_QUERY);
    const answered = new Set<string>(await missingAmong(repository, asked, signal));
    for (const hash of asked) if (answered.has(hash)) missing.add(hash);
  }
  return missing;
}

/** Servers, each of one run, whose `QUERY` does not get through. */
const withoutQuery = new WeakSet<OxenServer>();

async function missingAmong(
  repository: Repository,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  for (let left = QUERY_ATTEMPTS; left > 0 && !withoutQuery.has(repository.server); left--) {
    try {
      return await queryMissing(repository, hashes, signal);
    } catch (error) {
      if (isRefusedByProxy(error)) break;
      if (!isBroken(error)) throw error;
      // It may be the line: this one is repeated until it is up again.
      const [first] = hashes;
      if (first !== undefined) await blobSize(repository, first, signal);
    }
  }
  withoutQuery.add(repository.server);
  return missingOneByOne(repository, hashes, signal);
}

/** The method is unknown there, or the refusal is not in Oxen's words. */
function isRefusedByProxy(error: unknown): boolean {
  if (error instanceof UnexpectedReplyError || isUnknownRoute(error)) return true;
  return error instanceof HttpError && [400, 403].includes(error.status) && !error.reply.fromOxen;
}

function isBroken(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    error instanceof TimeoutError ||
    (error instanceof HttpError && error.status >= 500)
  );
}

/**
 * `QUERY versions` streams every blob when all are there. A sentinel that cannot exist makes it always answer 404
 * with the list of the missing ones instead (docs/protocol/blobs.md#in-bulk).
 */
async function queryMissing(
  { server, path }: Repository,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const sentinel = `f${randomBytes(15).toString('hex')}f`;
  const body = bufferBody(gzipSync([...hashes, sentinel].join('\n')));
  const what = t('Checking for existing content');
  try {
    return await server.bytes(
      {
        what,
        method: 'QUERY',
        path: `${path}/versions`,
        body,
        repeat: 'rejected',
        maxErrorBytes: MOST_MISSING_BYTES,
        signal,
      },
      () => {
        throw new UnexpectedReplyError(t('{0} failed: the server reports content that cannot exist.', what));
      },
    );
  } catch (error) {
    if (error instanceof HttpError && error.reply.missingHashes !== undefined)
      return error.reply.missingHashes;
    throw error;
  }
}

async function missingOneByOne(
  repository: Repository,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
): Promise<readonly ContentHash[]> {
  return pMap(
    hashes,
    async (hash) => ((await blobSize(repository, hash, signal)) === undefined ? hash : pMapSkip),
    { concurrency: LOOKED_UP_AT_ONCE, signal },
  );
}
