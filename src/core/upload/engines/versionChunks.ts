import { t } from '@vscode/l10n';
import { HttpError } from '../../oxen/errors';
import type { ServerFeatures } from '../../oxen/server/serverVersion';
import { stagedPaths } from '../../oxen/stagedPaths';
import { chunkCountIn, completeVersion, putVersionChunk } from '../../oxen/blobs/versionChunkCalls';
import type { RepoPath } from '../../repoPath';
import { messageOf } from '../../userError';
import { CHUNK_BYTES, type PlannedBlob } from '../plan/plan';
import { becomesStored, isLostReply, isStored } from './parts/assembly';
import type { LargeFileEngine, SendContext } from './engine';
import { adviceOnStuckChunks, EngineUnsupportedError } from './engineUnsupported';
import { inSlots, range } from '../limits/inSlots';
import { joinInTurn } from './parts/joinInTurn';
import { plannedBody } from './parts/plannedBody';
import { joinsUnchecked } from './parts/probe';
import { canStageStored } from './stageStored';

/**
 * Below 0.54 a server opens all chunks of a file at once, and has 1 024 descriptors for everything
 * (docs/protocol/version-chunks.md#completing).
 */
const MOST_CHUNKS = 500;
/** Of completing a file: a failure that comes again is the answer; what a proxy says instead of one passes. */
const MOST_FAILURES = 2;
const MOST_LOST_REPLIES = 10;

/** A store in S3 joins chunks to 10 000 parts of 5 MiB (docs/protocol/version-chunks.md#s3). */
const S3_JOINED_BYTES = 10_000 * 5 * 1024 * 1024;

/**
 * A large blob, chunk by chunk, checked as a whole by the server. Stages it only where nothing else could: then the
 * bytes travel once for each destination.
 */
export const versionChunks: LargeFileEngine = {
  name: 'version-chunks',
  carries: 'one',
  suits: ({ versionUploads }) => (versionUploads ? 'last' : 'good'),
  isResumable: true,
  yieldsToStreaming: false,
  diskFactor: 2,
  reasonAgainst: ({ source, size }, { store }) =>
    store === 's3' && size > S3_JOINED_BYTES
      ? t('{0} is too large for the engine version-chunks: this repository stores its content in S3.', source)
      : undefined,
  leaves: (blob, features) => (canStageStored(blob, features) ? 'stored' : 'staged'),
  isVerified: async (context) => context.features.rawVerified || !(await joinsUnchecked(context)),
  replaces: () => Promise.resolve(true),
  send,
};

async function send(blob: PlannedBlob, context: SendContext): Promise<void> {
  // Asked beside the chunks, where it is asked at all; what fails is thrown where the answer is needed.
  versionChunks.isVerified(context).catch(() => undefined);
  const [first] = blob.destinations;
  if (first !== undefined) await context.hub?.announce({ ...blob, path: first.path }, context.signal);
  await sendOnce(blob, canStageStored(blob, context.features) ? undefined : first?.path, context);
}

async function sendOnce(
  blob: PlannedBlob,
  stageAt: RepoPath | undefined,
  context: SendContext,
): Promise<void> {
  const receivedChunks =
    context.checkpoint.claimReceivedChunks(blob.hash, journalName(blob, context))?.numbers ?? NONE;
  await sendChunks(blob, receivedChunks, context);
  const join = () => joinInTurn(context, () => complete(blob, stageAt, context));
  const lack = await join().catch((error: unknown) => {
    // Chunks of an earlier process may be gone, or were completed before that was stopped.
    if (receivedChunks.size > 0 && error instanceof EngineUnsupportedError) return error;
    throw error;
  });
  if (lack === undefined) return;
  context.report({ type: 'again', bytes: blob.size, reason: lack.message });
  await sendChunks(blob, NONE, context);
  const still = await join();
  if (still !== undefined) throw still;
}

const NONE: ReadonlySet<number> = new Set();

/** How the journal names an upload of this engine. */
function journalName({ size }: PlannedBlob, { features }: SendContext): string {
  return `version-chunks:${chunkGeometry(size, features).chunkBytes}`;
}

/** Those that the server has already it takes once more, and drops. */
async function sendChunks(
  blob: PlannedBlob,
  receivedChunks: ReadonlySet<number>,
  context: SendContext,
): Promise<void> {
  const { chunkBytes, chunks } = chunkGeometry(blob.size, context.features);
  const upload = journalName(blob, context);
  const bytesOf = (number: number) => Math.min(chunkBytes, blob.size - number * chunkBytes);
  for (const number of receivedChunks) context.report({ type: 'kept', files: [], bytes: bytesOf(number) });
  await inSlots(range(chunks, receivedChunks), context, async (number, signal) => {
    const offset = number * chunkBytes;
    const body = plannedBody(blob, offset, bytesOf(number));
    const onSent = (bytes: number) => context.report({ type: 'sent', bytes });
    await putVersionChunk(
      context.workspace.repository,
      { hash: blob.hash, offset, body },
      { signal, onSent },
    );
    context.report({ type: 'accepted', bytes: body.bytes });
    context.recorder.chunk({ hash: blob.hash, upload, number });
    return { files: 0, bytes: body.bytes };
  });
}

/**
 * Has the server make the blob of its chunks, and stage it where that is asked for. Never repeated blindly: after a
 * success the chunks are gone, and so may be the reply.
 *
 * @returns what is the matter when all chunks have to be sent once more
 * @throws EngineUnsupportedError when that would not help
 */
async function complete(
  blob: PlannedBlob,
  stageAt: RepoPath | undefined,
  context: SendContext,
): Promise<EngineUnsupportedError | undefined> {
  const { workspace, signal } = context;
  const { chunks } = chunkGeometry(blob.size, context.features);
  const destination = stageAt === undefined ? undefined : { workspaceId: workspace.id, path: stageAt };
  let failures = 0;
  let lostReplies = 0;
  for (;;) {
    try {
      await completeVersion(workspace.repository, { hash: blob.hash, chunks, stageAt: destination }, signal);
      return undefined;
    } catch (error) {
      const count = chunkCountIn(error);
      if (count !== undefined && count < chunks) return incomplete(blob, error);
      if (count !== undefined) throw notJoined(blob, error);
      const isFailure = error instanceof HttpError && error.status === 500;
      if (!isFailure && !isLostReply(error)) throw error;
      if (isFailure ? await isStored(blob, context) : await becomesStored(blob, context)) {
        const isDone =
          stageAt === undefined ||
          (await stagedPaths(workspace, [stageAt], { expectsAll: false, signal })).has(stageAt);
        return isDone ? undefined : incomplete(blob, error);
      }
      if (isFailure && ++failures === MOST_FAILURES) throw notJoined(blob, error);
      if (!isFailure && ++lostReplies === MOST_LOST_REPLIES) throw error;
    }
  }
}

function incomplete({ source, size }: PlannedBlob, cause: unknown): EngineUnsupportedError {
  return new EngineUnsupportedError(t('The server did not keep all chunks of {0}.', source), 'file', {
    accepted: size,
    cause,
  });
}

/**
 * Chunks of somebody's other attempt lie in between, or a wrong one: the first at an offset stays, and none can be
 * deleted (docs/protocol/version-chunks.md#chunks).
 */
function notJoined({ source, size }: PlannedBlob, cause: unknown): EngineUnsupportedError {
  const words = t('The server cannot assemble {0} from its chunks ({1}).', source, messageOf(cause));
  return new EngineUnsupportedError(words, 'file', { accepted: size, advice: adviceOnStuckChunks(), cause });
}

/**
 * How `size` bytes are cut: the same for the same size, always. Chunks of an older attempt then lie at the same
 * offsets. Nothing is one empty chunk.
 */
export function chunkGeometry(
  size: number,
  { joinsManyChunks }: Pick<ServerFeatures, 'joinsManyChunks'>,
): { readonly chunkBytes: number; readonly chunks: number } {
  const most = joinsManyChunks ? Infinity : MOST_CHUNKS;
  const chunkBytes = Math.max(1, Math.ceil(Math.ceil(size / CHUNK_BYTES) / most)) * CHUNK_BYTES;
  return { chunkBytes, chunks: Math.max(1, Math.ceil(size / chunkBytes)) };
}
