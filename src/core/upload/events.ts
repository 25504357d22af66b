import type { SkippedFile } from '../files/localFile';
import type { UserError } from '../userError';
import type { PreparedCounts } from './plan/preparation';

export type Phase =
  | 'scanning'
  | 'listing'
  /** Its turn has not come: another upload to the same repository runs. */
  | 'waiting'
  | 'comparing'
  | 'sending'
  | 'finishing'
  | 'committing'
  | 'verifying';

/** A path of the repository, and the local file whose content lies there. */
export interface StagedPath {
  readonly path: string;
  readonly source: string;
}

/** What a run tells while it goes on. All byte counts are of content, without headers or packing. */
export type UploadEvent =
  | { readonly type: 'phase'; readonly phase: Phase }
  /** The scan is through: so much will be read. */
  | { readonly type: 'found'; readonly files: number; readonly bytes: number }
  /** What is known of them before the question, and how many bytes would have to be sent at most. */
  | { readonly type: 'prepared'; readonly files: PreparedCounts; readonly bytes: number }
  /** The run begins: so much has to be sent at most. */
  | { readonly type: 'planned'; readonly files: number; readonly bytes: number }
  | { readonly type: 'hashed'; readonly bytes: number }
  | { readonly type: 'compared'; readonly files: number }
  /** So much need not be sent after all: it is there already, or equal to what is. */
  | { readonly type: 'spared'; readonly files: number; readonly bytes: number }
  /** Of these, so much was achieved before, in another process. */
  | { readonly type: 'kept'; readonly files: readonly StagedPath[]; readonly bytes: number }
  /** Large files, or packs, go by this engine from now on. */
  | { readonly type: 'engine'; readonly name: string }
  /** Left for the socket. */
  | { readonly type: 'sent'; readonly bytes: number }
  /** The server answered for them. */
  | { readonly type: 'accepted'; readonly bytes: number }
  /** Files that lie in the workspace now, with proven content. */
  | { readonly type: 'staged'; readonly files: readonly StagedPath[] }
  /** So many of them do not lie there, or not as planned. */
  | { readonly type: 'unstaged'; readonly files: number }
  /** Bytes that were accepted have to be sent once more. */
  | { readonly type: 'again'; readonly bytes: number; readonly reason: string }
  | { readonly type: 'failed'; readonly path: string; readonly error: UserError }
  /** What could be known only when the file was read; the others go on. */
  | ({ readonly type: 'skipped' } & SkippedFile)
  | { readonly type: 'waiting'; readonly reason: string; readonly ms: number }
  /** By the user: nothing leaves until it goes on. */
  | { readonly type: 'paused' | 'resumed' }
  /** For the user, at once: the upload goes on. */
  | { readonly type: 'warning'; readonly text: string }
  /** For the log. */
  | { readonly type: 'note'; readonly text: string };

export type Report = (event: UploadEvent) => void;
