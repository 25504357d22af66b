import { skipReasonText } from '../../files/localFile';
import { withoutKeys } from '../../hiddenKeys';
import type { SavedOrder } from '../journal/records';
import type { FailedFile, PlannedBlob } from '../plan/plan';
import type { Preparation } from '../plan/preparation';
import type { Receipt } from '../run/receipt';
import type { Outcome } from '../transfer/course';
import { inTurns } from '../../shareThread';
import { formatError, messageOf, UserError } from '../../userError';
import { type FileOutcome, KIND, type ReceiptDocument, type ReceiptFile, VERSION } from './form';

export interface Documented {
  readonly id: string;
  readonly order: SavedOrder;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly preparation: Preparation;
  readonly receipt: Pick<Receipt, 'result' | 'commit' | 'branch' | 'engine' | 'bytes' | 'content' | 'error'>;
  readonly outcome: Pick<Outcome, 'blobs' | 'found' | 'unchanged' | 'isEarlier' | 'skipped' | 'failed'>;
}

/** Characters of what a server has said. */
const MOST_MESSAGE = 64 * 1024;

/** The receipt of what was prepared and has ended. Its files are made from what is in memory anyway, when asked for. */
export function documentOf({
  id,
  order,
  startedAt,
  preparation,
  receipt,
  outcome,
}: Documented): ReceiptDocument {
  const { target, base } = preparation;
  const { result, commit, branch, engine, bytes, content, error } = receipt;
  const { origin, repository, directory, selection, names, anyway } = order;
  return {
    head: {
      kind: KIND,
      version: VERSION,
      id,
      result,
      target: { server: origin, repository, branch, directory },
      commit:
        commit === undefined ? null : { id: commit.id, message: withoutKeys(commit.message, MOST_MESSAGE) },
      base: base ?? null,
      startedAt: new Date(startedAt).toISOString(),
      endedAt: new Date().toISOString(),
      engine,
      serverVersion: withoutKeys(target.features.version),
      bytes: { accepted: bytes, committed: content ?? null },
      error: error === undefined ? null : withoutKeys(formatError(error.details), MOST_MESSAGE),
      selection,
      names,
      anyway,
    },
    async *files() {
      const settled = await settledPaths(preparation, outcome);
      yield* inTurns(filesOf(preparation, outcome, receipt, settled));
    },
  };
}

/** Paths of the files of which is known what became of them. */
async function settledPaths(
  { failed: unread }: Preparation,
  { blobs, found, unchanged, skipped, failed }: Documented['outcome'],
): Promise<ReadonlySet<string>> {
  const settled = new Set<string>();
  for (const { destination } of [...unread, ...failed])
    if (destination !== undefined) settled.add(destination);
  for await (const some of inTurns(blobs))
    for (const { destinations } of some) for (const { path } of destinations) settled.add(path);
  for await (const some of inTurns([...found, ...unchanged, ...skipped]))
    for (const { path } of some) settled.add(path);
  return settled;
}

/** In the order of {@link OUTCOMES}: what somebody has to look at comes first. */
function* filesOf(
  { files, skipped, refused, failed: unread }: Preparation,
  outcome: Documented['outcome'],
  { result }: Documented['receipt'],
  settled: ReadonlySet<string>,
): Generator<ReceiptFile> {
  for (const file of [...unread, ...outcome.failed]) yield failedFile(file);
  for (const { path: source, destination, reason } of refused)
    yield { path: destination, source, outcome: 'refused', reason };
  const isVerified = result === 'committed';
  const ofCommit: FileOutcome = isVerified ? 'uploaded' : 'not verified';
  if (!isVerified) yield* committedFiles(outcome.blobs, ofCommit);
  for (const { path, source, size, digest } of files) {
    if (settled.has(path)) continue;
    yield { path, source, ...(digest && { hash: digest.hash }), size, outcome: 'not committed' };
  }
  if (isVerified) yield* committedFiles(outcome.blobs, ofCommit);
  const ofThere = (path: string) => (outcome.isEarlier?.(path) === true ? 'uploaded' : 'unchanged');
  for (const { path, source, hash, size } of outcome.unchanged)
    yield { path, source, hash, size, outcome: ofThere(path) };
  for (const { path, source, digest, size } of outcome.found)
    if (digest !== undefined) yield { path, source, hash: digest.hash, size, outcome: ofThere(path) };
  for (const { path, source, size, reason } of outcome.skipped)
    yield { path, source, size, outcome: 'skipped', reason: skipReasonText(reason) };
  for (const { path: source, destination: path, size, reason } of skipped)
    yield {
      ...(path !== undefined && { path }),
      source,
      ...(size !== undefined && { size }),
      outcome: 'skipped',
      reason: skipReasonText(reason),
    };
}

function failedFile({ path: source, destination, error }: FailedFile): ReceiptFile {
  const text = error instanceof UserError ? formatError(error.details) : messageOf(error);
  const reason = withoutKeys(text, MOST_MESSAGE);
  return { ...(destination !== undefined && { path: destination }), source, outcome: 'failed', reason };
}

function* committedFiles(blobs: readonly PlannedBlob[], outcome: FileOutcome): Generator<ReceiptFile> {
  for (const { hash, size, destinations } of blobs)
    for (const { path, source } of destinations) yield { path, source, hash, size, outcome };
}
