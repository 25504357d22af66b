import { rangeBody } from '../../files/fileBody';
import { HttpError, IntegrityError } from '../../oxen/errors';
import type { RequestBody } from '../../oxen/transport';
import { beginUpload, sendPart, type UploadSession } from '../../oxen/versionUploads';
import type { RepoPath } from '../../repoPath';
import { CHUNK_BYTES, type PlannedBlob } from '../plan';
import { becomesStored } from './assembly';
import { type FailedBlob, oneAfterTheOther, type Sending } from './engine';
import { inParallel, range } from './parallel';
import { plannedBody } from './plannedBody';

const PARTS_AT_ONCE = 6;
/** A session that went silent for 60 s is gone, with all of its parts. */
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
  await sendAndStage(blob, path, sending);
  sending.report({ type: 'staged', files: [{ blob, path }] });
}

async function sendAndStage(blob: PlannedBlob, path: RepoPath, sending: Sending): Promise<void> {
  for (let left = SESSIONS; left > 0; left--) {
    const session = await begin(blob, path, sending);
    if (session === undefined || (await sendParts(blob, session, sending))) return;
    // Its parts are gone, or the last reply was lost: then the content appears, and beginning again only stages it.
    if (await becomesStored(blob, sending)) {
      if ((await begin(blob, path, sending)) === undefined) return;
    }
    sending.report({ type: 'again', bytes: blob.size, reason: 'The server dropped the upload session' });
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

/** Sends the parts in order; returns whether the file is complete and staged. Any part may be the one that is told so. */
async function sendParts(blob: PlannedBlob, session: UploadSession, sending: Sending): Promise<boolean> {
  let completed = false;
  const concurrency = Math.min(PARTS_AT_ONCE, session.window);
  try {
    await inParallel(range(session.parts), { concurrency, signal: sending.signal }, async (index, signal) => {
      const start = index * session.partBytes;
      const body = partBody(blob, session, start);
      const onSent = (bytes: number) => sending.report({ type: 'sent', bytes });
      if (await sendPart(session, index + 1, { body, onSent, signal })) completed = true;
      sending.report({ type: 'accepted', bytes: body.bytes });
    });
  } catch (error) {
    if (!(error instanceof HttpError && error.status === 404)) throw error;
  }
  return completed;
}

/** Where the server's parts do not end with our chunks, only its check of the whole file at the end notices a change. */
function partBody(blob: PlannedBlob, { partBytes }: UploadSession, start: number): RequestBody {
  const length = Math.min(partBytes, blob.size - start);
  if (partBytes % CHUNK_BYTES === 0) return plannedBody(blob, start, length);
  return { bytes: length, pieces: () => rangeBody({ path: blob.source, start, length }) };
}
