import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { ContentHash } from '../../contentHash';
import type { RepoPath } from '../../repoPath';
import { LONG_IDLE_TIMEOUT_MS, type Repository } from '../http/client';
import { HttpError, isUnknownRoute, UnexpectedReplyError } from '../errors';
import { giveUpAfter } from '../http/retry';
import { isSegment, segment } from '../http/route';
import { Count } from '../schemas';
import type { RequestBody } from '../http/transport';
import type { Workspace } from '../workspaces';

/** An upload session that awaits parts. Its geometry is the server's (docs/protocol/version-uploads.md#beginning). */
export interface UploadSession {
  readonly repository: Repository;
  readonly id: string;
  /** Bytes of every part but the last. */
  readonly partBytes: number;
  readonly parts: number;
  /** How far ahead of the first part that is not hashed yet another may be sent. */
  readonly window: number;
}

/** Servers cut their parts so that there are no more (docs/protocol/version-uploads.md#beginning). */
const MOST_PARTS = 10_000;
const Positive = v.pipe(Count, v.minValue(1));

const BeginReply = v.variant('file', [
  v.object({ file: v.literal('already_stored') }),
  v.object({
    file: v.literal('awaiting_parts'),
    upload_id: v.pipe(v.string(), v.check(isSegment)),
    part_size: Positive,
    num_parts: v.pipe(Positive, v.maxValue(MOST_PARTS)),
    part_window: Positive,
  }),
]);

/**
 * Whether the server has upload sessions, asked with a file that each one that has them refuses before it looks at
 * anything else (docs/protocol/version-uploads.md#detection).
 */
export async function takesUploads({ server, path }: Repository, signal: AbortSignal): Promise<boolean> {
  const json = { hash: '0', size: 0 };
  const what = t('Asking for upload sessions');
  try {
    await server.json(
      { what, method: 'POST', path: `${path}/versions/uploads`, json, repeat: 'safe', signal },
      v.unknown(),
    );
  } catch (error) {
    if (isUnknownRoute(error)) return false;
    if (!(error instanceof HttpError && error.status === 400)) throw error;
    return error.reply.fromOxen;
  }
  return true;
}

/**
 * Begins a session that stages the file at `path` when it is complete. Servers ≥ 0.64, no file of zero bytes.
 *
 * @returns `undefined` when the server has the content: then it is staged already
 */
export async function beginUpload(
  { repository, id }: Workspace,
  file: { readonly hash: ContentHash; readonly size: number; readonly path: RepoPath },
  signal: AbortSignal,
): Promise<UploadSession | undefined> {
  const { hash, size, path } = file;
  const what = t('Staging {0}', path);
  const reply = await repository.server.json(
    {
      what,
      method: 'POST',
      path: `${repository.path}/versions/uploads`,
      json: { hash, size, destination: { workspace_id: id, path } },
      repeat: 'safe',
      idleTimeoutMs: LONG_IDLE_TIMEOUT_MS,
      signal,
    },
    BeginReply,
  );
  if (reply.file === 'already_stored') return undefined;
  const { upload_id, part_size, num_parts, part_window } = reply;
  if (num_parts !== Math.ceil(size / part_size)) {
    throw new UnexpectedReplyError(
      t('{0} failed: {1} parts of {2} bytes are not a file of {3}.', what, num_parts, part_size, size),
    );
  }
  return { repository, id: upload_id, partBytes: part_size, parts: num_parts, window: part_window };
}

/**
 * How long the server may say that an earlier copy of a part is on its way, in ms. It waits for a connection that died
 * half-open without end (docs/protocol/version-uploads.md#parts).
 */
const EARLIER_COPY_PATIENCE = 30_000;

/** Whether a part is refused because the server has not got to the end of an earlier copy of it. */
function isEarlierCopy(error: unknown): boolean {
  if (!(error instanceof HttpError)) return false;
  const { type, says } = error.reply;
  return type === 'upload_part_deferred' && says(/an earlier copy/) !== null;
}

/**
 * Sends one part, counted from 1. A part that was received before is no error.
 *
 * @returns whether this made the file complete: checked, stored **and staged**
 * @throws HttpError 404 when the session is gone: complete, idle for 60 s, or the server restarted; one of
 *   {@link isEarlierCopy} when the server waits for a dead connection
 */
export async function sendPart(
  { repository, id }: UploadSession,
  number: number,
  sending: {
    readonly body: RequestBody;
    readonly onSent: (bytes: number) => void;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const { completed } = await repository.server.json(
    {
      what: t('Sending part {0}', number),
      method: 'PUT',
      path: `${repository.path}/versions/uploads/${segment(id)}/parts/${number}`,
      repeat: 'safe',
      idleTimeoutMs: LONG_IDLE_TIMEOUT_MS,
      shouldGiveUp: giveUpAfter(EARLIER_COPY_PATIENCE, isEarlierCopy),
      ...sending,
    },
    v.object({ completed: v.boolean() }),
  );
  return completed;
}
