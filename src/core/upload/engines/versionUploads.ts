import { rangeBody } from '../../files/fileBody';
import { HttpError, IntegrityError } from '../../oxen/errors';
import type { RequestBody } from '../../oxen/transport';
import { beginUpload, isEarlierCopy, sendPart, type UploadSession } from '../../oxen/versionUploads';
import type { RepoPath } from '../../repoPath';
import { CHUNK_BYTES, type PlannedBlob } from '../plan';
import { becomesStored } from './assembly';
import { type FailedBlob, oneAfterTheOther, type Sending } from './engine';
import { inLanes, range } from './parallel';
import { plannedBody } from './plannedBody';

/** How often the server may drop a session that nobody paused. */
const SESSIONS = 3;

/** Engine `version-uploads`: large blobs in sessions of numbered parts, checked by the server. Stages each at its first destination. */
export function sendVersionUploads(
  blobs: readonly PlannedBlob[],
  sending: Sending,
): Promise<readonly FailedBlob[]> {
  return oneAfterTheOther(blobs, sending, sendBlob);
}

async function sendBlob(blob: PlannedBlob, sending: Sending): Promise<void> {
  const path = blob.destinations[0]?.path;
  if (path === undefined) return;
  const { control } = sending.line;
  const endWarning = control.onDidChange(() => {
    if (control.isPaused) warnOfPause(blob, sending);
  });
  try {
    await sendAndStage(blob, path, sending);
  } finally {
    endWarning();
  }
  sending.report({ type: 'staged', files: [{ blob, path }] });
}

function warnOfPause({ source }: PlannedBlob, { report }: Sending): void {
  const reason = `After a pause of more than a minute, ${source} starts again: the server keeps its parts no longer.`;
  report({ type: 'waiting', reason, ms: 0 });
}

async function sendAndStage(blob: PlannedBlob, path: RepoPath, sending: Sending): Promise<void> {
  const { line, report } = sending;
  for (let left = SESSIONS; left > 0;) {
    const { pauses } = line;
    const session = await begin(blob, path, sending);
    if (session === undefined) return;
    const sent = await sendParts(blob, session, sending);
    if (sent.isComplete) return;
    await line.resumed(sending.signal);
    // Its parts are gone, or the last reply was lost: then the content appears, and beginning again only stages it.
    if (sent.begun === session.parts && (await becomesStored(blob, sending))) {
      if ((await begin(blob, path, sending)) === undefined) return;
    }
    const wasPaused = line.pauses > pauses;
    const reason = wasPaused
      ? 'The pause was too long for its upload session'
      : 'The server dropped the upload session';
    report({ type: 'again', bytes: sent.accepted, reason });
    if (!wasPaused) left--;
  }
  throw new IntegrityError(`The server dropped ${blob.source} ${SESSIONS} times before it was complete.`, {
    advice:
      'The connection may be too slow or unsteady for this engine. Choose version-chunks or upload-chunk.',
  });
}

function begin(
  blob: PlannedBlob,
  path: RepoPath,
  { workspace, signal }: Sending,
): Promise<UploadSession | undefined> {
  return beginUpload(workspace, { hash: blob.hash, size: blob.size, path }, signal);
}

interface SentParts {
  /** The file is whole and staged. Any part may be the one that is told so. */
  isComplete: boolean;
  /** Parts that may have arrived. */
  begun: number;
  /** Bytes of those that did. */
  accepted: number;
}

/** Sends the parts in order, as far as the session lives. */
async function sendParts(blob: PlannedBlob, session: UploadSession, sending: Sending): Promise<SentParts> {
  const sent: SentParts = { isComplete: false, begun: 0, accepted: 0 };
  const lanes = { ...sending, most: session.window };
  try {
    await inLanes(range(session.parts), lanes, async (index, signal) => {
      sent.begun++;
      const body = partBody(blob, session, index * session.partBytes);
      const onSent = (bytes: number) => sending.report({ type: 'sent', bytes });
      if (await sendPart(session, index + 1, { body, onSent, signal })) sent.isComplete = true;
      sent.accepted += body.bytes;
      sending.report({ type: 'accepted', bytes: body.bytes });
      return { files: 0, bytes: body.bytes };
    });
  } catch (error) {
    if (!isSessionLost(error)) throw error;
  }
  return sent;
}

/** It is unknown, or one of its parts hangs in a dead connection that the server still waits for. */
function isSessionLost(error: unknown): boolean {
  return error instanceof HttpError && (error.status === 404 || isEarlierCopy(error));
}

/** Where the server's parts do not end with our chunks, only its check of the whole file at the end notices a change. */
function partBody(blob: PlannedBlob, { partBytes }: UploadSession, start: number): RequestBody {
  const length = Math.min(partBytes, blob.size - start);
  if (partBytes % CHUNK_BYTES === 0) return plannedBody(blob, start, length);
  return { bytes: length, pieces: () => rangeBody({ path: blob.source, start, length }) };
}
