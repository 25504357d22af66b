import { t } from '@vscode/l10n';
import pMap from 'p-map';
import prettyBytes from 'pretty-bytes';
import type { ContentHash } from '../../contentHash';
import type { Digester } from '../../files/hashing/hashCache';
import { LocalFileError } from '../../files/localFileError';
import { ASKED_AT_ONCE } from '../../files/worker/fileWorker';
import { missingBlobs } from '../../oxen/blobs/blobs';
import type { Repository } from '../../oxen/http/client';
import { OxenError } from '../../oxen/errors';
import { QuotaError } from '../../oxen/server/hub';
import { getFreeDisk } from '../../oxen/server/server';
import { UserError } from '../../userError';
import { type Choice, enginesFor, SLOW_SPEED } from '../engines/choice';
import type { Content, SendContext } from '../engines/engine';
import { chunking, SMALL_FILE_BYTES } from '../plan/plan';
import { bytesOf, type WantedFile } from '../plan/preparation';

/** The server has no room for what is to be sent. */
export class DiskError extends UserError {}

/** A content that may have to be sent. */
interface Sent extends Content {
  /** Where it is known. */
  readonly hash: ContentHash | undefined;
}

/**
 * Asks whether there is room for what is to be sent: on the server's disk, and in the user's quota on a hub. Asked with
 * the sizes of all files first; only when that is too much they are hashed, and what is left of them decides.
 *
 * @throws DiskError, or the hub's refusal
 */
export async function requireRoom(
  files: readonly WantedFile[],
  options: RoomOptions,
  context: SendContext,
): Promise<void> {
  const all = files.map(({ source, size, digest }) => ({ source, size, hash: digest?.hash }));
  try {
    await requireBoth(all, options, context);
  } catch (error) {
    if (!(error instanceof DiskError || error instanceof QuotaError)) throw error;
    await requireBoth(await contentsToSend(files, options, context), options, context);
  }
}

export interface RoomOptions {
  readonly choice: Choice;
  readonly digest: Digester;
  /** Of {@link findFreeDisk}. */
  readonly free: number | undefined;
}

/**
 * Free bytes of the server's disk. When they are not known the upload goes on; they are not asked for when the user
 * chose the engine: a server whose data lies on a disk that it does not tell of is still to be uploaded to.
 */
export async function findFreeDisk(
  files: readonly WantedFile[],
  { engine, store }: Choice,
  { server }: Repository,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (bytesOf(files) <= SMALL_FILE_BYTES || engine !== 'auto' || store === 's3') return undefined;
  return getFreeDisk(server, signal).catch(unknown);
}

async function requireBoth(
  sent: readonly Sent[],
  { choice, free }: RoomOptions,
  context: SendContext,
): Promise<void> {
  requireDisk(sent, { choice, free }, context);
  await context.hub?.expect(bytesOf(sent), context.workspace, context.signal);
}

function requireDisk(
  sent: readonly Sent[],
  { choice, free }: Pick<RoomOptions, 'choice' | 'free'>,
  context: SendContext,
): void {
  const bytes = bytesOf(sent);
  if (bytes <= SMALL_FILE_BYTES) return;
  const needed = bytes - begunBytes(sent, context) + assembledBytes(sent, choice, context);
  if (free === undefined || needed <= free) return;
  throw new DiskError(
    t(
      'Not enough disk space on {0}: this upload needs {1}, {2} are free. Nothing was sent.',
      context.workspace.repository.server.origin,
      prettyBytes(needed),
      prettyBytes(free),
    ),
    {
      advice: t(
        'Free up space on the server or upload less at once. If the server stores its data on another disk than it reports, choose an engine to skip this check.',
      ),
    },
  );
}

/** Chunks of these files lie there already; how many, the server knows: nearly all, for all we do. */
function begunBytes(sent: readonly Sent[], { checkpoint }: SendContext): number {
  return sent.reduce(
    (sum, { hash, size }) => sum + (hash === undefined || checkpoint.engineOf(hash) === undefined ? 0 : size),
    0,
  );
}

/** Chunks lie beside the file that the server makes of them: one file at a time is there twice. */
function assembledBytes(sent: readonly Sent[], choice: Choice, { features }: SendContext): number {
  const situation = { store: choice.store, features, speed: SLOW_SPEED };
  return sent
    .filter(({ size }) => size > SMALL_FILE_BYTES)
    .reduce((most, blob) => {
      const [first] = enginesFor(blob, choice, situation);
      return first?.diskFactor === 2 ? Math.max(most, blob.size) : most;
    }, 0);
}

/** Each content once, without what lies in its place already, and what the server has. */
async function contentsToSend(
  files: readonly WantedFile[],
  { digest }: RoomOptions,
  { workspace, signal }: SendContext,
): Promise<readonly Sent[]> {
  const contents = new Map<ContentHash, Sent>();
  await pMap(
    files,
    async (file) => {
      try {
        const { hash, size } = file.digest ?? (await digest(file.source, { ...chunking(file), signal }));
        if (hash !== file.replaces) contents.set(hash, { source: file.source, size, hash });
      } catch (error) {
        if (!(error instanceof LocalFileError)) throw error; // told when its turn comes
      }
    },
    { concurrency: ASKED_AT_ONCE, signal },
  );
  const missing = await missingBlobs(workspace.repository, [...contents.keys()], signal);
  return [...contents.values()].filter(({ hash }) => hash !== undefined && missing.has(hash));
}

function unknown(error: unknown): undefined {
  if (error instanceof OxenError) return undefined;
  throw error;
}
