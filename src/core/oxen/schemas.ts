import * as v from 'valibot';
import { CommitId, HexId } from './ids';

/** Shapes that several replies share (docs/protocol/reading.md#shapes). Fields that we do not read are left out. */

/** A number of things or bytes. What JSON calls a number may be negative, broken, or beyond what can be counted. */
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** RFC 3339. Only people read it, so what is no time is none, and no error. */
const Timestamp = v.pipe(
  v.string(),
  v.transform((text) => (Number.isNaN(Date.parse(text)) ? '' : text)),
);

export const Commit = v.object({
  id: CommitId,
  message: v.string(),
  author: v.string(),
  email: v.string(),
  timestamp: Timestamp,
});
export type Commit = v.InferOutput<typeof Commit>;

/** A file or directory of a commit. A file's `hash` is its content hash. */
export const Entry = v.object({
  filename: v.string(),
  hash: HexId,
  is_dir: v.boolean(),
  size: Count,
  latest_commit: v.nullish(Commit),
});
export type Entry = v.InferOutput<typeof Entry>;

/** An entry of a directory, without what a comparison does not need: a tenth of the memory. */
export const ListedEntry = v.object({ filename: v.string(), hash: HexId, is_dir: v.boolean(), size: Count });
export type ListedEntry = v.InferOutput<typeof ListedEntry>;

/** The reply of a call whose success is all there is to know. */
export const Done = v.object({ status: v.literal('success') });
