import { t } from '@vscode/l10n';
import { constants, gzip } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { pack as tarPack } from 'tar-stream';
import { blobLocation } from '../../contentHash';
import type { Call } from '../../oxen/http/client';
import { HttpError, IntegrityError } from '../../oxen/errors';
import { giveUpAfter } from '../../oxen/http/retry';
import { sendPack } from '../../oxen/blobs/uploadChunkCall';
import { missingBlobs } from '../../oxen/blobs/blobs';
import type { ServerFeatures } from '../../oxen/server/serverVersion';
import { doesShrink } from '../../files/gzip';
import type { HeldContents } from '../../files/memory/heldContents';
import type { Load } from '../limits/load';
import type { PlannedBlob } from '../plan/plan';
import { cutIntoBatches } from '../limits/cutIntoBatches';
import { type BatchEngine, blobError, type BlobResult, resultsOf, type SendContext } from './engine';
import { inSlots } from '../limits/inSlots';

const compress = promisify(gzip);

/** What carries it, and the chunks of large files. */
export const UPLOAD_CHUNK = 'upload-chunk';

/** Why a server has no use for what the endpoint stores. */
export function reasonAgainstUploadChunk({ uploadChunk, version }: ServerFeatures): string | undefined {
  return uploadChunk
    ? undefined
    : t('This server (version {0}) cannot commit what upload-chunk sends.', version);
}

/** Places of an archive that are looked at. */
const SAMPLES = 8;
/** Content, archive and what is packed of it are in memory together. */
const PACKS_AT_ONCE = 3;

/**
 * How long the server may fail at packs, in ms, until one of them arrives. One that was altered on the way it cannot
 * unpack, and one for which its disk has no room: both are a 500 like any other (docs/protocol/upload-chunk.md#packs).
 */
const FAILING_PATIENCE = 15_000;

function failingTooLong(): (error: unknown) => boolean {
  return giveUpAfter(FAILING_PATIENCE, (error) => error instanceof HttpError && error.status === 500);
}

/** Small blobs in archives, of which the server stores each under its hash, if it has that. Stages nothing. */
export const packs: BatchEngine = {
  name: UPLOAD_CHUNK,
  carries: 'batch',
  reasonAgainst: (_blob, { features }) => reasonAgainstUploadChunk(features),
  leaves: () => 'stored',
  isVerified: () => Promise.resolve(true),
  send,
};

function send(
  groups: AsyncIterable<readonly PlannedBlob[]>,
  context: SendContext,
): AsyncIterable<readonly BlobResult[]> {
  return resultsOf(context.signal, async (tell) => {
    const batches = cutIntoBatches(
      groups,
      () => context.throttle.batchSize.limits,
      ({ size }) => size,
    );
    let shouldGiveUp = failingTooLong();
    await inSlots(batches, { ...context, most: PACKS_AT_ONCE }, async (batch, signal) => {
      const stored = await sendOne(batch, { ...context, signal, shouldGiveUp }, tell);
      if (stored !== undefined) shouldGiveUp = failingTooLong();
      return stored;
    });
  });
}

type Tell = (result: BlobResult) => void;

/** @returns what the server stored */
async function sendOne(
  blobs: readonly PlannedBlob[],
  { workspace, signal, report, contents, shouldGiveUp }: SendContext & Pick<Call, 'shouldGiveUp'>,
  tell: Tell,
): Promise<Load | undefined> {
  const { archive, packed } = await packOf(blobs, contents, tell);
  if (packed.length === 0) return undefined;
  const bytes = packed.reduce((sum, { size }) => sum + size, 0);
  try {
    const onSent = (count: number) => report({ type: 'sent', bytes: (count * bytes) / archive.byteLength });
    await sendPack(workspace.repository, archive, { signal, onSent, shouldGiveUp });
  } catch (error) {
    const reason = blobError(error);
    for (const blob of packed) tell({ blob, error: reason });
    return undefined;
  }
  // The reply says nothing of what was stored: ask.
  const missing = await missingBlobs(
    workspace.repository,
    packed.map(({ hash }) => hash),
    signal,
  );
  const lost = packed.filter(({ hash }) => missing.has(hash));
  const stored = bytes - lost.reduce((sum, { size }) => sum + size, 0);
  report({ type: 'accepted', bytes: stored });
  const error = new IntegrityError(t('The server accepted a pack, but did not store all of it.'), {
    advice: t('Set oxen.engine (--engine) to “auto”, and try again.'),
  });
  for (const blob of packed) tell(missing.has(blob.hash) ? { blob, error } : { blob });
  return { files: packed.length - lost.length, bytes: stored };
}

/** A tar.gz of file entries only, plain ustar names (docs/protocol/upload-chunk.md#packs). */
async function packOf(blobs: readonly PlannedBlob[], contents: HeldContents, tell: Tell) {
  const packed: PlannedBlob[] = [];
  const taken: Buffer[] = [];
  const tar = tarPack();
  for (const blob of blobs) {
    try {
      const bytes = await contents.take(blob);
      taken.push(bytes);
      tar.entry({ name: blobLocation(blob.hash) }, bytes);
      packed.push(blob);
    } catch (error) {
      tell({ blob, error: blobError(error) });
    }
  }
  tar.finalize();
  const plain = await buffer(tar);
  const level = (await doSomeShrink(plain)) ? constants.Z_BEST_SPEED : constants.Z_NO_COMPRESSION;
  const archive = await compress(plain, { level });
  for (const bytes of taken) contents.release(bytes);
  return { archive, packed };
}

/** As samples from several places show: files of several kinds may lie beside each other. */
async function doSomeShrink(archive: Buffer): Promise<boolean> {
  const bytes = Math.ceil(archive.byteLength / SAMPLES);
  for (let start = 0; start < archive.byteLength; start += bytes)
    if (await doesShrink(archive.subarray(start, start + bytes))) return true;
  return false;
}
