import { LocalFileError } from '../../files/localFileError';
import { HttpError, IntegrityError } from '../../oxen/errors';
import type { Hub } from '../../oxen/server/hub';
import type { RepositoryInfo } from '../../oxen/repositories';
import type { ServerFeatures } from '../../oxen/server/serverVersion';
import type { Workspace } from '../../oxen/workspaces';
import { UserError } from '../../userError';
import type { Report } from '../events';
import type { HeldContents } from '../../files/memory/heldContents';
import type { Recorder } from '../journal/recorder';
import { Channel } from '../limits/channel';
import type { RunThrottle } from '../limits/runThrottle';
import type { Checkpoint } from '../journal/checkpoint';
import type { PlannedBlob, StagedFile } from '../plan/plan';
import { EngineUnsupportedError } from './engineUnsupported';

/** What every engine works with. */
export interface SendContext {
  readonly workspace: Workspace;
  readonly features: ServerFeatures;
  /** Where the server is one. */
  readonly hub: Hub | undefined;
  readonly signal: AbortSignal;
  /** For who watches: nothing depends on it. */
  readonly report: Report;
  /** Notes what was achieved. */
  readonly recorder: Recorder;
  /** What was read of small files when they were hashed. */
  readonly contents: HeldContents;
  /** When requests with content may be under way, and how many; the server obeys it by itself. */
  readonly throttle: RunThrottle;
  /** By this run, also in earlier processes. */
  readonly checkpoint: Checkpoint;
}

/** Best first: how well an engine fits a server, where several can carry a file. */
export const SUITABILITY = ['best', 'good', 'fair', 'last'] as const;
export type Suitability = (typeof SUITABILITY)[number];

/** What is known of a repository before anything is sent to it. */
export interface Situation {
  readonly features: ServerFeatures;
  readonly store: RepositoryInfo['store'];
}

/** What an engine leaves of a blob: it still has to be staged, or it is staged at its destination. */
export type Leaves = 'stored' | 'staged';

/** A content as far as engines are chosen by it. */
export type Content = Pick<PlannedBlob, 'source' | 'size'>;

/** What everybody else has to know of a way of sending, so that nobody asks for its name. */
interface Traits {
  /** As settings, the command line and the journal have it. */
  readonly name: string;
  /** Why it cannot carry this blob here, as far as that is known before it is tried. */
  reasonAgainst(blob: Content, situation: Situation): string | undefined;
  leaves(blob: Pick<Content, 'size'>, features: ServerFeatures): Leaves;
  /** Whether the server proves the content itself. Else it is read back before any branch sees it. */
  isVerified(context: SendContext): Promise<boolean>;
}

/** Carries large blobs, one a call, each to its first destination. */
export interface LargeFileEngine extends Traits {
  readonly carries: 'one';
  suits(features: ServerFeatures): Suitability;
  /** Whether what it has sent of a file survives a pause and a crash: it records each chunk. */
  readonly isResumable: boolean;
  /** Whether a file that can be sent while it is hashed is rather sent so (transfer/streaming.ts). */
  readonly yieldsToStreaming: boolean;
  /** How often a file lies on the server's disk while it is completed. */
  readonly diskFactor: 1 | 2;
  /** Whether what it sends takes the place of wrong content that is stored. */
  replaces(context: SendContext): Promise<boolean>;
  /** @throws EngineUnsupportedError when another engine may do better */
  send(blob: PlannedBlob, context: SendContext): Promise<void>;
}

/** Carries small blobs, many a request, each to its first destination. */
export interface BatchEngine extends Traits {
  readonly carries: 'batch';
  /** Takes blobs as they come, and tells of each what became of it; many together, as they are many. */
  send(
    groups: AsyncIterable<readonly PlannedBlob[]>,
    context: SendContext,
  ): AsyncIterable<readonly BlobResult[]>;
}

export type Engine = LargeFileEngine | BatchEngine;

/** What became of a blob: it arrived, or did not. */
export interface BlobResult {
  readonly blob: PlannedBlob;
  readonly error?: UserError;
}

/** A blob that did not arrive; the others are not concerned. */
export interface FailedBlob {
  readonly blob: PlannedBlob;
  readonly error: UserError;
}

export function allDestinations(blob: PlannedBlob): readonly StagedFile[] {
  return blob.destinations.map(({ path }) => ({ blob, path }));
}

/**
 * An error that concerns one blob only. Everything else (no network, no access, no workspace) ends the run, and is
 * thrown on.
 */
export function blobError(error: unknown): UserError {
  if (error instanceof LocalFileError || error instanceof IntegrityError) return error;
  if (error instanceof EngineUnsupportedError && error.concerns === 'file') return error;
  if (error instanceof HttpError && [400, 413, 422, 500].includes(error.status)) return error;
  throw error;
}

/** What `work` tells of single blobs, as it comes; ends, or fails, with it. */
export async function* resultsOf(
  signal: AbortSignal,
  work: (tell: (result: BlobResult) => void) => Promise<void>,
): AsyncGenerator<readonly BlobResult[]> {
  const results = new Channel<BlobResult>(signal);
  const done = work((result) => void results.put(result)).finally(() => results.close());
  // Its failure is thrown where it is waited for.
  done.catch(() => undefined);
  try {
    yield* results.groups();
  } finally {
    await done;
  }
}

/** Sends blobs one after the other: each fills the line by itself. */
export async function oneAfterTheOther(
  blobs: readonly PlannedBlob[],
  context: SendContext,
  sendBlob: (blob: PlannedBlob, context: SendContext) => Promise<void>,
): Promise<readonly FailedBlob[]> {
  const failed: FailedBlob[] = [];
  for (const blob of blobs) {
    try {
      await sendBlob(blob, context);
    } catch (error) {
      failed.push({ blob, error: blobError(error) });
    }
  }
  return failed;
}
