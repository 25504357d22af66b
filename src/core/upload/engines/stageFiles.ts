import { readPlanned } from '../../files/fileBody';
import { IntegrityError } from '../../oxen/errors';
import type { FilePart } from '../../oxen/multipart';
import { stageFiles as send } from '../../oxen/staging';
import type { UserError } from '../../userError';
import type { Load } from '../limits/load';
import { batches } from './batches';
import { blobError, type FailedBlob, failedBlob, type Sending, type StagedFile } from './engine';
import { gzipIfSmaller } from './gzip';
import { inLanes } from './parallel';

/** Engine `stage-files`: uploads and stages small files in multipart batches. The server computes each hash itself. */
export async function stageFiles(
  files: readonly StagedFile[],
  sending: Sending,
): Promise<readonly FailedBlob[]> {
  const failed: FailedBlob[] = [];
  const fail: Fail = ({ blob }, error) => void failed.push(failedBlob(blob, error, sending));
  const groups = batches(
    files,
    () => sending.line.requestSize.limits,
    ({ blob }) => blob.size,
  );
  await inLanes(groups, sending, (batch, signal) => sendBatch(batch, { ...sending, signal }, fail));
  return failed;
}

type Fail = (file: StagedFile, error: UserError) => void;

async function sendBatch(batch: readonly StagedFile[], sending: Sending, fail: Fail): Promise<Load> {
  const left = await attempt(batch, sending, fail);
  // A part that the server could not take is just missing in its reply; it gets a second chance.
  for (const file of await attempt(left, sending, fail)) {
    fail(
      file,
      new IntegrityError(`The server did not take ${file.path}, without giving a reason.`, {
        advice: 'Try again, or look into the server’s log.',
      }),
    );
  }
  return { files: batch.length, bytes: batch.reduce((sum, { blob }) => sum + blob.size, 0) };
}

/** Sends once; returns what the server left out. */
async function attempt(
  batch: readonly StagedFile[],
  sending: Sending,
  fail: Fail,
): Promise<readonly StagedFile[]> {
  const { workspace, signal, report } = sending;
  const ready: StagedFile[] = [];
  const parts: FilePart[] = [];
  let packedBytes = 0;
  for (const file of batch) {
    try {
      const part = await partOf(file);
      parts.push(part);
      ready.push(file);
      packedBytes += part.bytes.byteLength;
    } catch (error) {
      fail(file, blobError(error));
    }
  }
  if (parts.length === 0) return [];
  const bytes = ready.reduce((sum, { blob }) => sum + blob.size, 0);
  // The meter counts content: a packed request's bytes stand for so many more.
  const ratio = packedBytes === 0 ? 0 : bytes / packedBytes;
  try {
    const staged = await send(workspace, parts, {
      signal,
      onSent: (count) => report({ type: 'sent', bytes: count * ratio }),
    });
    const taken = ready.filter(({ path }) => staged.has(path));
    report({ type: 'accepted', bytes: taken.reduce((sum, { blob }) => sum + blob.size, 0) });
    report({ type: 'staged', files: taken });
    return ready.filter(({ path }) => !staged.has(path));
  } catch (error) {
    const reason = blobError(error);
    for (const file of ready) fail(file, reason);
    return [];
  }
}

async function partOf({ blob, path }: StagedFile): Promise<FilePart> {
  const bytes = await readPlanned(blob.source, blob);
  const packed = await gzipIfSmaller(bytes);
  return { path, bytes: packed ?? bytes, gzipped: packed !== undefined };
}
