import { t } from '@vscode/l10n';
import { randomInt, randomUUID } from 'node:crypto';
import { HttpError, IntegrityError } from '../../oxen/errors';
import { sendRawChunk } from '../../oxen/blobs/uploadChunkCall';
import type { Workspace } from '../../oxen/workspaces';
import type { Load } from '../limits/load';
import { CHUNK_BYTES, type PlannedBlob } from '../plan/plan';
import { becomesStored, isLostReply, isStored } from './parts/assembly';
import type { LargeFileEngine, SendContext } from './engine';
import { EngineUnsupportedError } from './engineUnsupported';
import { inSlots, range } from '../limits/inSlots';
import { reasonAgainstUploadChunk, UPLOAD_CHUNK } from './packs';
import { joinInTurn } from './parts/joinInTurn';
import { plannedBody } from './parts/plannedBody';
import { joinsUnchecked, requireVisibleStore } from './parts/probe';

const LAST_CHUNK_ATTEMPTS = 3;

/**
 * Gets large blobs into the server's store, and stages nothing. What a server below 0.56.1 holds then has to be read
 * back.
 */
export const rawChunks: LargeFileEngine = {
  name: UPLOAD_CHUNK,
  carries: 'one',
  suits: ({ versionUploads }) => (versionUploads ? 'good' : 'fair'),
  isResumable: true,
  yieldsToStreaming: false,
  diskFactor: 2,
  reasonAgainst: ({ source }, { features, store }) =>
    reasonAgainstUploadChunk(features) ??
    (store === 's3'
      ? t(
          '{0} cannot be sent by upload-chunk: this repository stores its content in S3, which that engine cannot reach.',
          source,
        )
      : undefined),
  leaves: () => 'stored',
  isVerified: ({ features }) => Promise.resolve(features.rawVerified),
  replaces: async (context) => !context.features.rawVerified && !(await joinsUnchecked(context)),
  send,
};

/** Those whose store was seen to have what raw chunks write. */
const visible = new WeakSet<Workspace>();

/**
 * @throws EngineUnsupportedError when the server keeps answering without having it; LocalFileError when the file changed
 */
async function send(blob: PlannedBlob, context: SendContext): Promise<void> {
  if (!visible.has(context.workspace)) await requireVisibleStore(context);
  visible.add(context.workspace);
  const begun = context.checkpoint.claimReceivedChunks(blob.hash, UPLOAD);
  const first = begun?.upload.slice(UPLOAD.length) ?? newUploadId(blob, context);
  const error = await attempt(blob, { id: first, receivedChunks: begun?.numbers ?? new Set() }, context);
  if (error === undefined) return;
  context.report({ type: 'again', bytes: blob.size, reason: error.message });
  const second = { id: otherUploadId(first, context), receivedChunks: new Set<number>() };
  const still = await attempt(blob, second, context);
  if (still === undefined) return;
  throw new EngineUnsupportedError(
    t('The server accepted {0} twice, but did not store it.', blob.source),
    'file',
    {
      accepted: blob.size,
      cause: still,
    },
  );
}

/** One attempt, and what the server took of it in an earlier process. */
interface Attempt {
  /** Names the server's scratch directory. */
  readonly id: string;
  readonly receivedChunks: ReadonlySet<number>;
}

/** How the journal names an upload of this engine: before its id. */
const UPLOAD = `${UPLOAD_CHUNK}:`;

/** Below 0.56.1 any fresh name does; from there on it has to be the hash. */
function newUploadId({ hash }: PlannedBlob, { features }: SendContext): string {
  return features.rawVerified ? hash : randomUUID();
}

/** Zeros before the hash in another name for it, at most. */
const MOST_ZEROS = 64;

/**
 * For another attempt: chunks of an older one may lie under the first id and spoil ours. Where it has to be the hash
 * as a number, leading zeros make other names for the same number (docs/protocol/upload-chunk.md#raw). How many is left
 * to chance, since another run may have spoiled its second name too.
 */
function otherUploadId(first: string, { features }: SendContext): string {
  return features.rawVerified ? `${'0'.repeat(randomInt(1, MOST_ZEROS + 1))}${first}` : randomUUID();
}

/** Sends all chunks under one id; returns why the server does not have the blob afterwards. */
async function attempt(
  blob: PlannedBlob,
  { id, receivedChunks }: Attempt,
  context: SendContext,
): Promise<Error | undefined> {
  const last = chunkCount(blob) - 1;
  try {
    for (const number of receivedChunks) {
      if (number < last) context.report({ type: 'kept', files: [], bytes: CHUNK_BYTES });
    }
    await inSlots(range(last, receivedChunks), context, (number, signal) =>
      sendChunk(blob, id, number, { ...context, signal }),
    );
    // Alone: the server assembles in the request that completes the number of chunks, and two of them would race.
    const join = async (number: number, signal: AbortSignal) => {
      await sendLast(blob, id, number, { ...context, signal });
      return undefined; // how long it takes tells of the assembling, not of the line
    };
    await joinInTurn(context, () => inSlots([last], context, join));
  } catch (error) {
    // A 500 is an assembly that failed: something else lies in this id's directory.
    if (!(error instanceof HttpError && error.status === 500)) throw error;
    return (await isStored(blob, context)) ? undefined : error;
  }
  // The reply is the same whether or not anything was assembled: look.
  return (await isStored(blob, context)) ? undefined : new IntegrityError(t('The server assembled nothing.'));
}

/**
 * The last chunk, never repeated blindly: after a lost reply the server may have the blob, or still be assembling it.
 */
async function sendLast(
  blob: PlannedBlob,
  uploadId: string,
  last: number,
  context: SendContext,
): Promise<void> {
  const { throttle, signal } = context;
  for (let left = LAST_CHUNK_ATTEMPTS; ;) {
    const { pauses } = throttle;
    try {
      await sendChunk(blob, uploadId, last, context);
      return;
    } catch (error) {
      if (!isLostReply(error)) throw error;
      await throttle.resumed(signal);
      if (await becomesStored(blob, context)) return;
      // What broke because of a pause is no failure.
      if (throttle.pauses === pauses) left--;
      if (left === 0) throw error;
    }
  }
}

async function sendChunk(
  blob: PlannedBlob,
  uploadId: string,
  number: number,
  { workspace, signal, report, recorder }: SendContext,
): Promise<Load> {
  const start = number * CHUNK_BYTES;
  const body = plannedBody(blob, start, Math.min(CHUNK_BYTES, blob.size - start));
  await sendRawChunk(
    workspace.repository,
    { uploadId, hash: blob.hash, number, total: chunkCount(blob), totalBytes: blob.size, body },
    { signal, onSent: (bytes) => report({ type: 'sent', bytes }) },
  );
  report({ type: 'accepted', bytes: body.bytes });
  recorder.chunk({ hash: blob.hash, upload: `${UPLOAD}${uploadId}`, number });
  return { files: 0, bytes: body.bytes };
}

/** One at least: a small file, which comes here to replace wrong content, may be empty. */
function chunkCount({ size }: PlannedBlob): number {
  return Math.max(1, Math.ceil(size / CHUNK_BYTES));
}
