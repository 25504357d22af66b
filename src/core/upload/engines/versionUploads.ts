import { rangeBody } from '../../files/fileBody';
import { hashFile } from '../../files/hash';
import { LocalFileError } from '../../files/localFileError';
import { HttpError } from '../../oxen/errors';
import type { RequestBody } from '../../oxen/transport';
import { beginUpload, sendPart, type UploadSession } from '../../oxen/versionUploads';
import type { RepoPath } from '../../repoPath';
import { CHUNK_BYTES, type PlannedBlob } from '../plan';
import { becomesStored, isStored } from './assembly';
import type { Sending } from './engine';
import { MisfitError } from './misfit';
import { inParallel, range } from './parallel';
import { PartWindow } from './partWindow';
import { plannedBody } from './plannedBody';

const PARTS_AT_ONCE = 6;
/** A session that went silent for 60 s is gone, with all of its parts. */
const SESSIONS = 3;

/** Engine `version-uploads`: a large blob in a session of numbered parts, checked by the server. Stages it at its first destination. */
export async function sendVersionUploads(blob: PlannedBlob, sending: Sending): Promise<void> {
  const path = blob.destinations[0]?.path;
  if (path === undefined) return;
  await sendAndStage(blob, path, sending);
  sending.report({ type: 'staged', files: [{ blob, path }] });
}

async function sendAndStage(blob: PlannedBlob, path: RepoPath, sending: Sending): Promise<void> {
  let session = await begin(blob, path, sending);
  for (let left = SESSIONS; session !== undefined; left--) {
    const { end, accepted } = await sendParts(blob, session, sending);
    if (end === 'complete') return;
    if (end === 'altered') await requireUnchanged(blob, sending);
    // When only the last reply was lost, the content appears, and beginning again stages it.
    const isThere = end === 'gone' && (await becomesStored(blob, sending));
    if (!isThere && left === 1) {
      throw new MisfitError(`${WORDS[end]}, ${SESSIONS} times: ${blob.source}.`, 'file', { accepted });
    }
    session = await begin(blob, path, sending);
    // A session's id is gone before its content appears (oxen-protocol-0.65.md §2.3): one more look before it is sent again.
    if (session !== undefined && (await isStored(blob, sending))) session = await begin(blob, path, sending);
    if (session !== undefined) sending.report({ type: 'again', bytes: accepted, reason: WORDS[end] });
  }
}

const WORDS = {
  gone: 'The server dropped the upload session before the file was complete',
  altered: 'The file reached the server with other content than it has here',
};

function begin(
  blob: PlannedBlob,
  path: RepoPath,
  { workspace, signal }: Sending,
): Promise<UploadSession | undefined> {
  return beginUpload(workspace, { hash: blob.hash, size: blob.size, path }, signal);
}

/** How a session ended, and how many bytes it had taken by then. */
interface SessionEnd {
  readonly end: 'complete' | keyof typeof WORDS;
  readonly accepted: number;
}

/** Sends the parts in order. Any of them may be the one that is told that the file is complete. */
async function sendParts(blob: PlannedBlob, session: UploadSession, sending: Sending): Promise<SessionEnd> {
  let [completed, accepted] = [false, 0];
  const concurrency = Math.min(PARTS_AT_ONCE, session.window);
  const window = new PartWindow(session.window);
  try {
    await inParallel(range(session.parts), { concurrency, signal: sending.signal }, async (index, signal) => {
      await window.admit(index, signal);
      const body = partBody(blob, session, index * session.partBytes);
      const onSent = (bytes: number) => sending.report({ type: 'sent', bytes });
      if (await sendPart(session, index + 1, { body, onSent, signal })) completed = true;
      window.finish(index);
      accepted += body.bytes;
      sending.report({ type: 'accepted', bytes: body.bytes });
    });
  } catch (error) {
    const end = endBy(error);
    if (end === undefined) throw error;
    return { end, accepted };
  }
  return { end: completed ? 'complete' : 'gone', accepted };
}

/** What a refused part says of its session; `undefined` when nothing. */
function endBy(error: unknown): keyof typeof WORDS | undefined {
  if (!(error instanceof HttpError)) return undefined;
  // A part that stays deferred hangs in a connection that has died; the session goes with it (oxen-protocol-0.65.md §2.2).
  if (error.status === 404 || error.reply.type === 'upload_part_deferred') return 'gone';
  return error.status === 400 && error.message.includes(' hash to ') ? 'altered' : undefined;
}

/** @throws LocalFileError when the file is no longer what was planned: then sending it again would not help */
async function requireUnchanged({ source, hash }: PlannedBlob, { signal }: Sending): Promise<void> {
  if ((await hashFile(source, { signal })).hash !== hash) throw new LocalFileError(source, 'changed');
}

/** Where the server's parts do not end with our chunks, only its check of the whole file at the end notices a change. */
function partBody(blob: PlannedBlob, { partBytes }: UploadSession, start: number): RequestBody {
  const length = Math.min(partBytes, blob.size - start);
  if (partBytes % CHUNK_BYTES === 0) return plannedBody(blob, start, length);
  return { bytes: length, pieces: () => rangeBody({ path: blob.source, start, length }) };
}
