import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import { LocalFileError } from '../../files/localFileError';
import { digestOf, rangeBody } from '../../files/worker/offThread';
import { HttpError } from '../../oxen/errors';
import type { RequestBody } from '../../oxen/http/transport';
import { beginUpload, sendPart, type UploadSession } from '../../oxen/blobs/versionUploadCalls';
import type { RepoPath } from '../../repoPath';
import { CHUNK_BYTES, type PlannedBlob } from '../plan/plan';
import { becomesStored, isStored } from './parts/assembly';
import type { LargeFileEngine, SendContext } from './engine';
import { EngineUnsupportedError } from './engineUnsupported';
import { inSlots, range } from '../limits/inSlots';
import { PartWindow } from './parts/partWindow';
import { giveBack, plannedBody } from './parts/plannedBody';

/** How often the server may drop a session that nobody paused. */
const SESSIONS = 3;

/**
 * A large blob in a session of numbered parts, checked by the server. Stages it at its first destination. A session dies
 * after a minute of silence, and nothing of it stays (docs/protocol/version-uploads.md).
 */
export const versionUploads: LargeFileEngine = {
  name: 'version-uploads',
  carries: 'one',
  suits: () => 'best',
  isResumable: false,
  yieldsToStreaming: true,
  diskFactor: 1,
  reasonAgainst: (_blob, { features }) =>
    features.versionUploads
      ? undefined
      : t(
          'The engine version-uploads requires server version 0.64 or later; this one is {0}.',
          features.version,
        ),
  leaves: () => 'staged',
  isVerified: () => Promise.resolve(true),
  replaces: () => Promise.resolve(false),
  send,
};

async function send(blob: PlannedBlob, context: SendContext): Promise<void> {
  const path = blob.destinations[0]?.path;
  if (path === undefined) return;
  const { control } = context.throttle;
  const endWarning = control.onDidChange(() => {
    if (control.isPaused) warnOfPause(blob, context);
  });
  try {
    await sendAndStage(blob, path, context);
  } finally {
    endWarning();
  }
}

function warnOfPause({ source }: PlannedBlob, { report }: SendContext): void {
  const reason = t(
    'If the pause lasts longer than a minute, {0} will be sent from the beginning again.',
    basename(source),
  );
  report({ type: 'waiting', reason, ms: 0 });
}

async function sendAndStage(blob: PlannedBlob, path: RepoPath, context: SendContext): Promise<void> {
  const { throttle, report, signal } = context;
  let session = await begin(blob, path, context);
  for (let left = SESSIONS; session !== undefined;) {
    const { pauses } = throttle;
    const { end, accepted, begun } = await sendParts(blob, session, context);
    if (end === 'complete') return;
    if (end === 'altered') await requireUnchanged(blob, context);
    await throttle.resumed(signal);
    const wasPaused = end === 'gone' && throttle.pauses > pauses;
    if (!wasPaused) left--;
    // When only the last reply was lost, the content appears, and beginning again stages it.
    const isThere = end === 'gone' && begun === session.parts && (await becomesStored(blob, context));
    if (!isThere && left === 0) {
      throw new EngineUnsupportedError(
        t('{0}, {1} times: {2}.', WORDS[end](), SESSIONS, blob.source),
        'file',
        {
          accepted,
        },
      );
    }
    session = await begin(blob, path, context);
    // A session's id is gone before its content appears (docs/protocol/version-uploads.md#lost-replies): one more look
    // before it is sent again.
    if (session !== undefined && (await isStored(blob, context))) session = await begin(blob, path, context);
    const reason = wasPaused ? t('The pause was too long for the upload session') : WORDS[end]();
    if (session !== undefined) report({ type: 'again', bytes: accepted, reason });
  }
}

const WORDS = {
  gone: () => t('The server dropped the upload session before the file was complete'),
  altered: () => t('The file arrived on the server with different content'),
};

function begin(
  blob: PlannedBlob,
  path: RepoPath,
  { workspace, signal }: SendContext,
): Promise<UploadSession | undefined> {
  return beginUpload(workspace, { hash: blob.hash, size: blob.size, path }, signal);
}

/** How a session ended, how many parts may have reached it, and how many bytes it had taken by then. */
interface SessionEnd {
  readonly end: 'complete' | keyof typeof WORDS;
  readonly begun: number;
  readonly accepted: number;
}

/** Sends the parts in order. Any of them may be the one that is told that the file is complete. */
async function sendParts(
  blob: PlannedBlob,
  session: UploadSession,
  context: SendContext,
): Promise<SessionEnd> {
  let [completed, begun, accepted] = [false, 0, 0];
  const slots = { ...context, most: session.window };
  const window = new PartWindow(session.window);
  try {
    await inSlots(range(session.parts), slots, async (index, signal) => {
      await window.admit(index, signal);
      begun++;
      const body = partBody(blob, session, index * session.partBytes);
      const onSent = (bytes: number) => context.report({ type: 'sent', bytes });
      if (await sendPart(session, index + 1, { body, onSent, signal })) completed = true;
      window.finish(index);
      accepted += body.bytes;
      context.report({ type: 'accepted', bytes: body.bytes });
      return { files: 0, bytes: body.bytes };
    });
  } catch (error) {
    const end = endBy(error);
    if (end === undefined) throw error;
    return { end, begun, accepted };
  }
  return { end: completed ? 'complete' : 'gone', begun, accepted };
}

/** What a refused part says of its session; `undefined` when nothing. */
function endBy(error: unknown): keyof typeof WORDS | undefined {
  if (!(error instanceof HttpError)) return undefined;
  // A part that stays deferred hangs in a connection that has died; the session goes with it
  // (docs/protocol/version-uploads.md#parts).
  if (error.status === 404 || error.reply.type === 'upload_part_deferred') return 'gone';
  return error.status === 400 && error.reply.says(/ hash to /) !== null ? 'altered' : undefined;
}

/** @throws LocalFileError when the file is no longer what was planned: then sending it again would not help */
async function requireUnchanged({ source, hash }: PlannedBlob, { signal }: SendContext): Promise<void> {
  if ((await digestOf(source, { signal })).hash !== hash) throw new LocalFileError(source, 'changed');
}

/**
 * Where the server's parts do not end with our chunks, or these have no hashes, only its check of the whole file at the end
 * notices a change.
 */
function partBody(blob: PlannedBlob, { partBytes }: UploadSession, start: number): RequestBody {
  const length = Math.min(partBytes, blob.size - start);
  if (blob.chunks.length > 0 && partBytes % CHUNK_BYTES === 0) return plannedBody(blob, start, length);
  return { bytes: length, pieces: () => rangeBody({ path: blob.source, start, length }), giveBack };
}
