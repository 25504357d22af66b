import { t } from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { blobLocation, type ContentHash } from '../../contentHash';
import { bufferBody, type Call, LONG_IDLE_TIMEOUT_MS, type Repository } from '../http/client';
import { Done } from '../schemas';
import type { RequestBody } from '../http/transport';

/** One chunk of a blob in raw mode. */
export interface RawChunk {
  /** Names the server's scratch directory: a fresh id below 0.56, the content hash from there on. */
  readonly uploadId: string;
  readonly hash: ContentHash;
  /** Counted from 0. */
  readonly number: number;
  readonly total: number;
  /** Of the whole blob, in bytes. */
  readonly totalBytes: number;
  readonly body: RequestBody;
}

interface Sending {
  readonly onSent: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * `POST commits/upload_chunk`, raw. Success says that the chunk lies in the scratch directory and **nothing** of
 * whether a blob came of it (docs/protocol/upload-chunk.md#replies).
 *
 * The last chunk makes the server assemble: it is sent alone, and never repeated blindly.
 */
export async function sendRawChunk(
  { server, path }: Repository,
  chunk: RawChunk,
  sending: Sending,
): Promise<void> {
  const isLast = chunk.number === chunk.total - 1;
  await server.json(
    {
      what: t('Sending chunk {0} of {1}', chunk.number + 1, chunk.total),
      method: 'POST',
      path: `${path}/commits/upload_chunk`,
      query: {
        hash: chunk.uploadId,
        chunk_num: chunk.number,
        total_chunks: chunk.total,
        total_size: chunk.totalBytes,
        is_compressed: 'false',
        filename: blobLocation(chunk.hash),
      },
      body: chunk.body,
      // A 500 means that the server assembled, and failed: the engine looks at what came of it.
      repeat: isLast ? 'rejected' : 'unless-500',
      ...(isLast && { idleTimeoutMs: LONG_IDLE_TIMEOUT_MS }),
      ...sending,
    },
    Done,
  );
}

/**
 * `POST commits/upload_chunk` with a tar.gz of blobs, in one piece. The server checks each blob's hash and skips
 * those it has, so repeating it is harmless (docs/protocol/upload-chunk.md#packs).
 */
export async function sendPack(
  { server, path }: Repository,
  archive: Buffer,
  sending: Sending & Pick<Call, 'shouldGiveUp'>,
): Promise<void> {
  await server.json(
    {
      what: t('Sending a pack'),
      method: 'POST',
      path: `${path}/commits/upload_chunk`,
      // From 0.56 on the id must be hexadecimal (docs/protocol/upload-chunk.md#raw).
      query: {
        hash: randomBytes(16).toString('hex'),
        chunk_num: 0,
        total_chunks: 1,
        total_size: archive.byteLength,
        is_compressed: 'true',
      },
      body: bufferBody(archive),
      repeat: 'safe',
      idleTimeoutMs: LONG_IDLE_TIMEOUT_MS,
      ...sending,
    },
    Done,
  );
}
