import { constants, gzip } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import pMap from 'p-map';
import { pack as tarPack } from 'tar-stream';
import { blobLocation } from '../../contentHash';
import { readPlanned } from '../../files/fileBody';
import { IntegrityError } from '../../oxen/errors';
import { sendPack } from '../../oxen/uploadChunk';
import { missingBlobs } from '../../oxen/versions';
import type { PlannedBlob } from '../plan';
import { batches } from './batches';
import { blobError, type FailedBlob, failedBlob, type Sending } from './engine';

/** Content of one pack. The server holds a pack in memory more than once (oxen-protocol.md §1.4). */
const PACK = { count: 1000, bytes: 8 * 1024 * 1024 };
const PACKS_AT_ONCE = 3;

const compress = promisify(gzip);

/** Engine `upload-chunk` for small blobs: stores them as packs, the server checks each hash. Stages nothing. */
export async function sendPacks(
  blobs: readonly PlannedBlob[],
  sending: Sending,
): Promise<readonly FailedBlob[]> {
  const groups = batches(blobs, PACK, ({ size }) => size);
  const failed = await pMap(groups, (group) => sendOne(group, sending), {
    concurrency: PACKS_AT_ONCE,
    signal: sending.signal,
  });
  return failed.flat();
}

async function sendOne(blobs: readonly PlannedBlob[], sending: Sending): Promise<readonly FailedBlob[]> {
  const { workspace, signal, report } = sending;
  const { archive, packed, failed } = await packOf(blobs, sending);
  if (packed.length === 0) return failed;
  const bytes = packed.reduce((sum, { size }) => sum + size, 0);
  try {
    const onSent = (count: number) => report({ type: 'sent', bytes: (count * bytes) / archive.byteLength });
    await sendPack(workspace.repository, archive, { signal, onSent });
  } catch (error) {
    const reason = blobError(error);
    return [...failed, ...packed.map((blob) => failedBlob(blob, reason, sending))];
  }
  // The reply says nothing of what was stored: ask.
  const missing = await missingBlobs(
    workspace.repository,
    packed.map(({ hash }) => hash),
    signal,
  );
  const lost = packed.filter(({ hash }) => missing.has(hash));
  report({ type: 'accepted', bytes: bytes - lost.reduce((sum, { size }) => sum + size, 0) });
  const error = new IntegrityError('The server answered a pack with success, but does not have all of it.', {
    advice: 'Try again with another engine.',
  });
  return [...failed, ...lost.map((blob) => failedBlob(blob, error, sending))];
}

/** A tar.gz of file entries only, plain ustar names (oxen-protocol.md §1.4). */
async function packOf(blobs: readonly PlannedBlob[], sending: Sending) {
  const failed: FailedBlob[] = [];
  const packed: PlannedBlob[] = [];
  const tar = tarPack();
  for (const blob of blobs) {
    try {
      const bytes = await readPlanned(blob.source, blob);
      tar.entry({ name: blobLocation(blob.hash) }, bytes);
      packed.push(blob);
    } catch (error) {
      failed.push(failedBlob(blob, blobError(error), sending));
    }
  }
  tar.finalize();
  return { archive: await compress(await buffer(tar), { level: constants.Z_BEST_SPEED }), packed, failed };
}
