import * as v from 'valibot';

/** Shapes that several replies share (oxen-protocol.md §5). Fields that we do not read are left out. */

export const Commit = v.object({
  id: v.string(),
  message: v.string(),
  author: v.string(),
  email: v.string(),
  timestamp: v.string(),
});
export type Commit = v.InferOutput<typeof Commit>;

export const Branch = v.object({ name: v.string(), commit_id: v.string() });
export type Branch = v.InferOutput<typeof Branch>;

/** A file or directory of a commit. A file's `hash` is its content hash. */
export const Entry = v.object({
  filename: v.string(),
  hash: v.string(),
  is_dir: v.boolean(),
  size: v.number(),
  latest_commit: v.nullish(Commit),
});
export type Entry = v.InferOutput<typeof Entry>;

/** The reply of a call whose success is all there is to know. */
export const Done = v.object({ status: v.literal('success') });
