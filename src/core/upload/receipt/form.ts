import * as v from 'valibot';
import { SavedOrder } from '../journal/records';

/** Names a receipt among other JSON, and the form of it (docs/receipt.md). A newer form is left alone. */
export const KIND = 'oxen-upload-receipt';
export const VERSION = 1;

/** What became of a path. */
export const OUTCOMES = [
  'failed',
  'refused',
  /** In a commit that could not be verified. */
  'not verified',
  /** Nothing was committed, for what happened to the run or to other files. */
  'not committed',
  'uploaded',
  'unchanged',
  'skipped',
] as const;
export type FileOutcome = (typeof OUTCOMES)[number];

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** One file of a receipt. What was never read has no hash; what got no place in the repository no path. */
export const ReceiptFile = v.object({
  /** In the repository. */
  path: v.optional(v.string()),
  /** On the machine that it was uploaded from, absolute. */
  source: v.optional(v.string()),
  hash: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{1,32}$/))),
  /** Bytes. */
  size: v.optional(Count),
  outcome: v.picklist(OUTCOMES),
  /** Why, of what did not get there. */
  reason: v.optional(v.string()),
});
export type ReceiptFile = Readonly<v.InferOutput<typeof ReceiptFile>>;

const { origin, repository, branch, directory, selection, names, anyway } = SavedOrder.entries;
const Time = v.pipe(v.string(), v.isoTimestamp());

/** All of a receipt but its files. */
export const ReceiptHead = v.object({
  kind: v.literal(KIND),
  version: v.literal(VERSION),
  /** Of the run; the commit's message has it as `Upload-Id`. */
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  result: v.picklist(['committed', 'nothing to do', 'failed', 'cancelled', 'interrupted']),
  target: v.object({ server: origin, repository, branch, directory }),
  commit: v.nullable(v.object({ id: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,64}$/)), message: v.string() })),
  /** The commit that was compared with. */
  base: v.nullable(v.string()),
  startedAt: Time,
  endedAt: Time,
  engine: v.string(),
  serverVersion: v.string(),
  /** Bytes that the server accepted, and those that lie at the paths that the commit changed, where that is known. */
  bytes: v.object({ accepted: Count, committed: v.nullable(Count) }),
  /** Files by what became of them. */
  counts: v.record(v.picklist(OUTCOMES), Count),
  /** Why it ended, when that was not for single files. */
  error: v.nullable(v.string()),
  /** What was picked on the machine that it was uploaded from, and what that was called in the repository. */
  selection,
  names,
  /** Absolute paths that went though a rule leaves them out. */
  anyway,
});
export type ReceiptHead = Readonly<v.InferOutput<typeof ReceiptHead>>;

/** A receipt that is not written yet: its files are made when they are asked for, since there may be very many. */
export interface ReceiptDocument {
  readonly head: Omit<ReceiptHead, 'counts'>;
  files(): AsyncIterable<readonly ReceiptFile[]>;
}
