import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pMap from 'p-map';
import { chunkBody } from '../../files/fileBody';
import { HttpError, IntegrityError, NetworkError, TimeoutError } from '../../oxen/errors';
import type { RequestBody } from '../../oxen/transport';
import { sendRawChunk } from '../../oxen/uploadChunk';
import { blobSize } from '../../oxen/versions';
import { CHUNK_BYTES, type PlannedBlob } from '../plan';
import { blobError, type FailedBlob, failedBlob, type Sending } from './engine';

const CHUNKS_AT_ONCE = 6;

const LAST_CHUNK_ATTEMPTS = 3;

/** After a lost reply: how long a server may take to begin assembling, how fast the slowest is, how often we look. */
const NOT_BEGUN_WAIT = 10_000;
const ASSEMBLED_BYTES_PER_MS = 20_000;
const POLL_PAUSE = 500;

/** Engine `upload-chunk` for large blobs: stores them chunk by chunk, one blob after the other. Stages nothing. */
export async function sendRawBlobs(
  blobs: readonly PlannedBlob[],
  sending: Sending,
): Promise<readonly FailedBlob[]> {
  const failed: FailedBlob[] = [];
  for (const blob of blobs) {
    try {
      await sendRawBlob(blob, sending);
    } catch (error) {
      failed.push(failedBlob(blob, blobError(error), sending));
    }
  }
  return failed;
}

/**
 * Gets one blob into the server's store. What it holds is proved by the server from 0.56.1 on; below, the caller
 * has to read it back.
 *
 * @throws IntegrityError when the server keeps answering without having it; LocalFileError when the file changed
 */
export async function sendRawBlob(blob: PlannedBlob, sending: Sending): Promise<void> {
  for (const uploadId of uploadIds(blob, sending)) {
    const error = await attempt(blob, uploadId, sending);
    if (error === undefined) return;
    sending.report({ type: 'again', bytes: blob.size, reason: error.message });
  }
  throw new IntegrityError(`The server took all of ${blob.source}, but does not have it.`, {
    advice:
      'Its store may lie where this engine cannot reach it. Choose another engine, or ask its administrator.',
  });
}

/**
 * One id an attempt. The id names the server's scratch directory, where chunks of an older attempt may lie and spoil
 * ours. Below 0.56.1 any fresh name does. From there on it has to be the hash as a number: a leading zero makes
 * another name for the same number (live-facts.md).
 */
function uploadIds({ hash }: PlannedBlob, { features }: Sending): readonly string[] {
  return features.rawVerified ? [hash, `0${hash}`] : [randomUUID(), randomUUID()];
}

/** Sends all chunks under one id; returns why the server does not have the blob afterwards. */
async function attempt(blob: PlannedBlob, uploadId: string, sending: Sending): Promise<Error | undefined> {
  const last = blob.chunks.length - 1;
  try {
    await pMap(range(last), (number) => sendChunk(blob, uploadId, number, sending), {
      concurrency: CHUNKS_AT_ONCE,
      signal: sending.signal,
    });
    // Alone: the server assembles in the request that completes the number of chunks, and two of them would race.
    await sendLast(blob, uploadId, sending);
  } catch (error) {
    // A 500 is an assembly that failed: something else lies in this id's directory.
    if (!(error instanceof HttpError && error.status === 500)) throw error;
    return (await sizeOf(blob, sending)) === blob.size ? undefined : error;
  }
  // The reply is the same whether or not anything was assembled: look.
  return (await sizeOf(blob, sending)) === blob.size
    ? undefined
    : new IntegrityError('The server assembled nothing.');
}

/** The last chunk, never repeated blindly: after a lost reply the server may have the blob, or still be assembling it. */
async function sendLast(blob: PlannedBlob, uploadId: string, sending: Sending): Promise<void> {
  for (let left = LAST_CHUNK_ATTEMPTS; ; left--) {
    try {
      await sendChunk(blob, uploadId, blob.chunks.length - 1, sending);
      return;
    } catch (error) {
      const lost =
        error instanceof NetworkError ||
        error instanceof TimeoutError ||
        (error instanceof HttpError && error.status > 500);
      if (!lost) throw error;
      if (await appears(blob, sending)) return;
      if (left === 1) throw error;
    }
  }
}

/** Waits for the blob in its full size, longer while the server writes it. */
async function appears(blob: PlannedBlob, sending: Sending): Promise<boolean> {
  const start = performance.now();
  for (;;) {
    const size = await sizeOf(blob, sending);
    if (size === blob.size) return true;
    const patience =
      size === undefined ? NOT_BEGUN_WAIT : NOT_BEGUN_WAIT + blob.size / ASSEMBLED_BYTES_PER_MS;
    if (performance.now() - start > patience) return false;
    await delay(POLL_PAUSE, undefined, { signal: sending.signal });
  }
}

function sizeOf({ hash }: PlannedBlob, { workspace, signal }: Sending): Promise<number | undefined> {
  return blobSize(workspace.repository, hash, signal);
}

async function sendChunk(
  blob: PlannedBlob,
  uploadId: string,
  number: number,
  { workspace, signal, report }: Sending,
): Promise<void> {
  const body = bodyOf(blob, number);
  await sendRawChunk(
    workspace.repository,
    { uploadId, hash: blob.hash, number, total: blob.chunks.length, totalBytes: blob.size, body },
    { signal, onSent: (bytes) => report({ type: 'sent', bytes }) },
  );
  report({ type: 'accepted', bytes: body.bytes });
}

/** The last piece is held back until the chunk has the hash of the first pass: what is sent is what was planned. */
function bodyOf({ source, size, chunks }: PlannedBlob, number: number): RequestBody {
  const start = number * CHUNK_BYTES;
  const length = Math.min(CHUNK_BYTES, size - start);
  const expected = chunks[number];
  if (expected === undefined) throw new RangeError(`${source} has no chunk ${number}.`);
  return { bytes: length, pieces: () => chunkBody({ path: source, start, length, expected }) };
}

function* range(end: number): Generator<number> {
  for (let number = 0; number < end; number++) yield number;
}
