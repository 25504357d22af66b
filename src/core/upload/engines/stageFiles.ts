import { t } from '@vscode/l10n';
import { HttpError, IntegrityError } from '../../oxen/errors';
import type { FilePart } from '../../oxen/http/multipart';
import { stageBatch, unstage } from '../../oxen/staging';
import { missingBlobs } from '../../oxen/blobs/blobs';
import type { Load } from '../limits/load';
import type { PlannedBlob, StagedFile } from '../plan/plan';
import { cutIntoBatches } from '../limits/cutIntoBatches';
import {
  allDestinations,
  type BatchEngine,
  blobError,
  type BlobResult,
  resultsOf,
  type SendContext,
} from './engine';
import { Packing, type PackingLevel } from '../../files/gzip';
import { Channel } from '../limits/channel';
import { inSlots } from '../limits/inSlots';
import { together } from '../limits/together';
import { PackingTrial } from './packingTrial';

/** Uploads and stages small files in multipart batches. The server computes each hash itself. */
export const stageFiles: BatchEngine = {
  name: 'stage-files',
  carries: 'batch',
  reasonAgainst: () => undefined,
  leaves: () => 'staged',
  isVerified: () => Promise.resolve(true),
  send,
};

function send(
  groups: AsyncIterable<readonly PlannedBlob[]>,
  context: SendContext,
): AsyncIterable<readonly BlobResult[]> {
  const batches = { ...context, packing: new Packing(), trial: new PackingTrial() };
  return resultsOf(context.signal, async (tell) => {
    const left = await sendOnce(firstDestinations(groups), batches, tell);
    // A part that the server could not take is just missing in its reply, or altered; it gets a second chance.
    for (const { blob, path } of await sendOnce([left], batches, tell)) {
      const error = new IntegrityError(
        t('{0} did not arrive on the server intact, for an unknown reason.', path),
        { advice: t('Try again or use another connection; otherwise check the server’s log.') },
      );
      tell({ blob, error });
    }
  });
}

async function* firstDestinations(
  groups: AsyncIterable<readonly PlannedBlob[]>,
): AsyncGenerator<readonly StagedFile[]> {
  for await (const group of groups) yield group.flatMap((blob) => allDestinations(blob).slice(0, 1));
}

type Tell = (result: BlobResult) => void;

interface BatchContext extends SendContext {
  readonly packing: Packing;
  readonly trial: PackingTrial;
}

interface ReadContext extends BatchContext {
  /** How contents that shrink are packed; not at all without it. */
  readonly level: PackingLevel | undefined;
}

/** Batches whose contents are asked for together. */
const BATCHES_ASKED_TOGETHER = 16;
/** The last batch need not wait for the answer to the one before. */
const CHECKED_AT_ONCE = 2;

/** Sends files, and looks beside it whether the server has them as planned; returns what did not arrive. */
async function sendOnce(
  groups: AsyncIterable<readonly StagedFile[]> | Iterable<readonly StagedFile[]>,
  context: BatchContext,
  tell: Tell,
): Promise<readonly StagedFile[]> {
  const left: StagedFile[] = [];
  const batches = cutIntoBatches(
    groups,
    () => context.throttle.batchSize.limits,
    ({ blob }) => blob.size,
  );
  await together(context.signal, (signal) => {
    const taken = new Channel<readonly StagedFile[]>(signal);
    const results = { taken, left, tell };
    const sending = inSlots(batches, { ...context, signal }, async (batch, signal) => {
      const sent = await sendBatch(batch, { ...context, signal }, results);
      return sent.files === 0 ? undefined : sent;
    });
    const checking = Array.from({ length: CHECKED_AT_ONCE }, () => check({ ...context, signal }, results));
    return [sending.finally(() => taken.close()), ...checking];
  });
  return left;
}

/** Where files go once they were sent. */
interface Results {
  /** The server says that it has them, by batches. */
  readonly taken: Channel<readonly StagedFile[]>;
  readonly left: StagedFile[];
  readonly tell: Tell;
}

/** @returns what the server has taken of it */
async function sendBatch(
  batch: readonly StagedFile[],
  context: BatchContext,
  results: Results,
): Promise<Load> {
  const { throttle, trial } = context;
  const { taken, left, tell } = results;
  const { pauses } = throttle;
  const level = trial.next();
  const start = performance.now();
  const { ready, parts } = await read(batch, { ...context, level }, tell);
  if (parts.length === 0) return loadOf([]);
  try {
    const staged = await sendParts(parts, ready, context);
    const isPacked = parts.some(({ gzipped }) => gzipped);
    if (throttle.pauses === pauses && isPacked === (level !== undefined)) {
      const ms = performance.now() - start;
      const way = isPacked ? 'packed' : 'plain';
      trial.note({ way, load: loadOf(ready), ms, atOnce: throttle.inUse });
    }
    left.push(...ready.filter(({ path }) => !staged.has(path)));
    const arrived = ready.filter(({ path }) => staged.has(path));
    await taken.put(arrived);
    return loadOf(arrived);
  } catch (error) {
    const reason = blobError(error);
    if (ready.length > 1 && isRefusal(error)) return sendHalves(ready, error, context, results);
    for (const { blob } of ready) tell({ blob, error: reason });
    return loadOf([]);
  }
}

/** What is refused may be one file, or their number: the others are not to fail with it. */
async function sendHalves(
  files: readonly StagedFile[],
  { status }: HttpError,
  context: BatchContext,
  results: Results,
): Promise<Load> {
  if (status === 413) context.throttle.batchSize.refuse(loadOf(files));
  const middle = Math.ceil(files.length / 2);
  const one = await sendBatch(files.slice(0, middle), context, results);
  const other = await sendBatch(files.slice(middle), context, results);
  return { files: one.files + other.files, bytes: one.bytes + other.bytes };
}

/** Of the request for what is in it: a smaller one may pass. */
function isRefusal(error: unknown): error is HttpError {
  return error instanceof HttpError && [400, 413, 422].includes(error.status);
}

async function read(batch: readonly StagedFile[], context: ReadContext, tell: Tell) {
  const ready: StagedFile[] = [];
  const parts: FilePart[] = [];
  for (const file of batch) {
    try {
      parts.push(await partOf(file, context));
      ready.push(file);
    } catch (error) {
      tell({ blob: file.blob, error: blobError(error) });
    }
  }
  return { ready, parts };
}

/** @returns the paths that the server says it has taken */
async function sendParts(
  parts: readonly FilePart[],
  files: readonly StagedFile[],
  { workspace, contents, signal, report }: SendContext,
): Promise<ReadonlySet<string>> {
  // The meter counts content.
  const { bytes } = loadOf(files);
  try {
    return await stageBatch(workspace, parts, {
      signal,
      onSent: (share) => report({ type: 'sent', bytes: share * bytes }),
    });
  } finally {
    for (const { bytes, gzipped } of parts) if (!gzipped) contents.release(bytes);
  }
}

/** Tells what the server has as planned, many files at once: that needs no slot. */
async function check(context: BatchContext, { taken, left, tell }: Results): Promise<void> {
  for (;;) {
    const batches = await taken.take(BATCHES_ASKED_TOGETHER, 0);
    if (batches.length === 0) return;
    const files = batches.flat();
    try {
      const arrived = new Set(await asPlanned(files, context));
      context.report({ type: 'accepted', bytes: loadOf([...arrived]).bytes });
      for (const { blob } of arrived) tell({ blob });
      left.push(...files.filter((file) => !arrived.has(file)));
    } catch (error) {
      const reason = blobError(error);
      for (const { blob } of files) tell({ blob, error: reason });
    }
  }
}

/**
 * Those that the server has as planned. It hashes what arrives, so a planned hash that it does not have means that
 * something else did: that is taken out of the workspace, before any branch sees it.
 */
async function asPlanned(
  files: readonly StagedFile[],
  { workspace, signal }: SendContext,
): Promise<readonly StagedFile[]> {
  const hashes = files.filter(({ blob }) => blob.size > 0).map(({ blob }) => blob.hash);
  const missing = await missingBlobs(workspace.repository, [...new Set(hashes)], signal);
  if (missing.size === 0) return files;
  const altered = files.filter(({ blob }) => missing.has(blob.hash)).map(({ path }) => path);
  await unstage(workspace, altered, signal);
  return files.filter(({ blob }) => !missing.has(blob.hash));
}

async function partOf(
  { blob, path }: StagedFile,
  { contents, packing, level }: ReadContext,
): Promise<FilePart> {
  const bytes = await contents.take(blob);
  const packed = level === undefined ? undefined : await packing.pack(path, bytes, level);
  if (packed !== undefined) contents.release(bytes);
  return { path, bytes: packed ?? bytes, gzipped: packed !== undefined };
}

function loadOf(files: readonly StagedFile[]): Load {
  return { files: files.length, bytes: files.reduce((sum, { blob }) => sum + blob.size, 0) };
}
