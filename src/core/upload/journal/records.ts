import * as v from 'valibot';
import { relativeName } from '../../files/scan/relativeName';
import { SYMLINKS } from '../../files/scan/symlinks';
import { parseBranch } from '../../oxen/branchName';

/**
 * Of a journal's form; a newer extension's journals are left alone. Those of form 1 know no decisions: this one would
 * be cut off there by an extension that reads no more. Those of form 2 know neither names nor secrets: it would put
 * files elsewhere, and send those that were to be left out. Those of form 3 do not know which files were approved: it
 * would add what has appeared since.
 */
export const FORM = 4;
const OLDER_FORMS = [1, 2, 3] as const;

/** What an upload was told to do: enough to resume it in another process. No key in it. */
export const SavedOrder = v.object({
  origin: v.string(),
  /** `namespace/name` */
  repository: v.string(),
  branch: v.string(),
  directory: v.string(),
  /** Absolute paths of files and folders. */
  selection: v.array(v.string()),
  /** What those are called below the directory, by their indexes; else they are named like `cp -r` does. */
  names: v.optional(v.array(v.string())),
  /** Instead of names in older journals: the folder that they are relative to. */
  relativeTo: v.optional(v.string()),
  /** Paths in the repository of what looks like a secret and may go. Older journals do not tell. */
  secrets: v.optional(v.array(v.string())),
  /** Older journals have neither. */
  symlinks: v.optional(v.picklist(SYMLINKS)),
  useGitignore: v.optional(v.boolean()),
  /** Globs of what was left out, and paths that went nevertheless. Older journals have neither. */
  exclude: v.optional(v.array(v.string())),
  anyway: v.optional(v.array(v.string())),
  /** Folders that were open in the window, which the globs are matched from. Older journals do not tell. */
  workspaceFolders: v.optional(v.pipe(v.array(v.string()), v.readonly())),
});
export type SavedOrder = Readonly<v.InferOutput<typeof SavedOrder>>;

/** What the selected paths are called; `undefined`: like `cp -r` names them. */
export function namesIn({ selection, names, relativeTo }: SavedOrder): readonly string[] | undefined {
  if (names !== undefined || relativeTo === undefined) return names;
  return selection.map((path) => relativeName(relativeTo, path));
}

export const CommitTextRecord = v.object({ message: v.string(), author: v.string(), email: v.string() });

/** First line of a journal. */
export const BeginRecord = v.object({
  type: v.literal('begin'),
  form: v.picklist([...OLDER_FORMS, FORM]),
  /** Of the run; it goes into the commit's message as `Upload-Id`. */
  id: v.string(),
  /** ms since 1970. */
  at: v.number(),
  order: SavedOrder,
  text: CommitTextRecord,
  /** Paths that were approved, of files that may have to be sent; in older journals those that the commit is to change. */
  files: v.number(),
  /** What those hold together, as it was seen then. Older journals do not tell. */
  bytes: v.optional(v.number()),
  /** Local files that were left out when it was approved. Older journals do not tell. */
  leftOut: v.optional(v.array(v.string())),
  /** The commit that was compared with; none in an empty repository. */
  base: v.optional(v.string()),
});
export type BeginRecord = v.InferOutput<typeof BeginRecord>;

export const JournalRecord = v.variant('type', [
  BeginRecord,
  /** What was approved: paths, and the content that each may replace. */
  v.object({
    type: v.literal('approved'),
    files: v.array(v.union([v.tuple([v.string()]), v.tuple([v.string(), v.string()])])),
  }),
  /** Its turn has come: until then it waited for another upload to the same repository. */
  v.object({ type: v.literal('started') }),
  /** About to be made: staged files of an older one are forgotten. It is for a plan that was compared with `base`. */
  v.object({ type: v.literal('workspace'), id: v.string(), base: v.optional(v.string()) }),
  /**
   * It was decided what becomes of paths that somebody else has changed: to go to another branch, or to leave some of
   * them alone; with neither, to overwrite them. All is to be staged again.
   */
  v.object({
    type: v.literal('decided'),
    branch: v.optional(v.pipe(v.string(), v.transform(parseBranch))),
    skipped: v.optional(v.array(v.string())),
  }),
  /** The server staged these contents: path and hash. */
  v.object({ type: v.literal('staged'), files: v.array(v.tuple([v.string(), v.string()])) }),
  /** The server took a chunk of a blob, under the engine's name for this upload of it. */
  v.object({ type: v.literal('chunk'), hash: v.string(), upload: v.string(), number: v.number() }),
]);
export type JournalRecord = v.InferOutput<typeof JournalRecord>;

export function beginRecord(fields: Omit<BeginRecord, 'type' | 'form'>): BeginRecord {
  return { type: 'begin', form: FORM, ...fields };
}
