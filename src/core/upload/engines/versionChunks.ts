import { HttpError } from '../../oxen/errors';
import { completeVersion, putVersionChunk } from '../../oxen/versionChunks';
import type { RepoPath } from '../../repoPath';
import { CHUNK_BYTES, type PlannedBlob } from '../plan';
import { becomesStored, isLostReply, isStored } from './assembly';
import { canStageStored } from './choice';
import { type FailedBlob, oneAfterTheOther, type Sending } from './engine';
import { inLanes, range } from './parallel';
import { plannedBody } from './plannedBody';

/** 0.50.7 opens all chunks of a file at once, and has 1 024 descriptors for everything (oxen-protocol.md §2.3). */
const MOST_CHUNKS = 500;

/**
 * Engine `version-chunks`: large blobs, chunk by chunk, each one checked as a whole by the server. Stages them only
 * where nothing else could: then the bytes travel once for each destination.
 */
export function sendVersionChunks(
  blobs: readonly PlannedBlob[],
  sending: Sending,
): Promise<readonly FailedBlob[]> {
  return oneAfterTheOther(blobs, sending, sendBlob);
}

async function sendBlob(blob: PlannedBlob, sending: Sending): Promise<void> {
  if (canStageStored(blob, sending.features)) return sendOnce(blob, undefined, sending);
  for (const [index, { path }] of blob.destinations.entries()) {
    if (index > 0)
      sending.report({
        type: 'again',
        bytes: blob.size,
        reason: `This server takes no second copy of ${blob.source} without its content`,
      });
    await sendOnce(blob, path, sending);
    sending.report({ type: 'staged', files: [{ blob, path }] });
  }
}

async function sendOnce(blob: PlannedBlob, stageAt: RepoPath | undefined, sending: Sending): Promise<void> {
  const upload = `version-chunks:${chunkBytesOf(blob)}`;
  const taken = sending.achieved.takeChunks(blob.hash, upload)?.numbers ?? NONE;
  await sendChunks(blob, { upload, taken }, sending);
  const chunks = Math.ceil(blob.size / chunkBytesOf(blob));
  try {
    await complete(blob, { chunks, stageAt }, sending);
  } catch (error) {
    if (taken.size === 0 || !(error instanceof HttpError)) throw error;
    // The server has lost chunks that it had taken, or had completed them before we were stopped.
    sending.report({ type: 'again', bytes: blob.size, reason: error.message });
    await sendChunks(blob, { upload, taken: NONE }, sending);
    await complete(blob, { chunks, stageAt }, sending);
  }
}

const NONE: ReadonlySet<number> = new Set();

async function sendChunks(
  blob: PlannedBlob,
  { upload, taken }: { readonly upload: string; readonly taken: ReadonlySet<number> },
  sending: Sending,
): Promise<void> {
  const chunkBytes = chunkBytesOf(blob);
  const chunks = Math.ceil(blob.size / chunkBytes);
  const bytesOf = (number: number) => Math.min(chunkBytes, blob.size - number * chunkBytes);
  for (const number of taken) sending.report({ type: 'kept', files: 0, bytes: bytesOf(number) });
  await inLanes(range(chunks, taken), sending, async (number, signal) => {
    const offset = number * chunkBytes;
    const body = plannedBody(blob, offset, bytesOf(number));
    const onSent = (bytes: number) => sending.report({ type: 'sent', bytes });
    await putVersionChunk(
      sending.workspace.repository,
      { hash: blob.hash, offset, body },
      { signal, onSent },
    );
    sending.report({ type: 'accepted', bytes: body.bytes });
    sending.report({ type: 'chunk', hash: blob.hash, upload, number });
    return { files: 0, bytes: body.bytes };
  });
}

/** Not repeated blindly: the chunks are gone after a success whose reply was lost. */
async function complete(
  blob: PlannedBlob,
  { chunks, stageAt }: { chunks: number; stageAt: RepoPath | undefined },
  sending: Sending,
): Promise<void> {
  const { workspace, signal } = sending;
  const destination = stageAt === undefined ? undefined : { workspaceId: workspace.id, path: stageAt };
  try {
    await completeVersion(workspace.repository, { hash: blob.hash, chunks, stageAt: destination }, signal);
  } catch (error) {
    const isThere = isLostReply(error)
      ? await becomesStored(blob, sending)
      : error instanceof HttpError && error.status === 500 && (await isStored(blob, sending));
    // That it is stored does not say that it is staged; the verification of the commit would find that out too late.
    if (!isThere || stageAt !== undefined) throw error;
  }
}

/** The same for the same size, always: chunks of an older attempt then lie at the same offsets. */
function chunkBytesOf({ size }: PlannedBlob): number {
  return Math.ceil(Math.ceil(size / CHUNK_BYTES) / MOST_CHUNKS) * CHUNK_BYTES;
}
