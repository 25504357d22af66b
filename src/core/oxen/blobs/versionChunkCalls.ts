import { t } from '@vscode/l10n';
import { posix } from 'node:path';
import type { ContentHash } from '../../contentHash';
import type { RepoPath } from '../../repoPath';
import { LONG_IDLE_TIMEOUT_MS, type Repository } from '../http/client';
import { HttpError } from '../errors';
import { Done } from '../schemas';
import type { RequestBody } from '../http/transport';

/**
 * `PUT versions/{hash}/chunks`: a chunk waits on the server's disk under its offset. One that is there already wins,
 * so a wrong one sticks: only bytes that were checked may be sent (docs/protocol/version-chunks.md#chunks).
 */
export async function putVersionChunk(
  { server, path }: Repository,
  chunk: { readonly hash: ContentHash; readonly offset: number; readonly body: RequestBody },
  sending: { readonly onSent: (bytes: number) => void; readonly signal: AbortSignal },
): Promise<void> {
  await server.json(
    {
      what: t('Sending the chunk at byte {0}', chunk.offset),
      method: 'PUT',
      path: `${path}/versions/${chunk.hash}/chunks`,
      query: { offset: chunk.offset },
      body: chunk.body,
      repeat: 'safe',
      ...sending,
    },
    Done,
  );
}

/**
 * `POST versions/{hash}/complete`: the server makes the blob of its chunks, checks its hash, and stages it when a
 * workspace is given. Not to be repeated blindly: the chunks are gone afterwards, and a second one is a 500.
 *
 * @throws HttpError 400 when the number of chunks is another, 500 when the content is wrong or no chunk is there
 */
export async function completeVersion(
  { server, path }: Repository,
  blob: {
    readonly hash: ContentHash;
    readonly chunks: number;
    readonly stageAt: { readonly workspaceId: string; readonly path: RepoPath } | undefined;
  },
  signal: AbortSignal,
): Promise<void> {
  const { hash, chunks, stageAt } = blob;
  const file =
    stageAt === undefined
      ? { file_name: hash }
      : { file_name: posix.basename(stageAt.path), dst_dir: directoryOf(stageAt.path) };
  await server.json(
    {
      what: t('Completing a file'),
      method: 'POST',
      path: `${path}/versions/${hash}/complete`,
      json: { files: [{ hash, num_chunks: chunks, ...file }], workspace_id: stageAt?.workspaceId ?? null },
      repeat: 'rejected',
      idleTimeoutMs: LONG_IDLE_TIMEOUT_MS,
      signal,
    },
    Done,
  );
}

/**
 * How many chunks the server has, when it refuses to complete for that (docs/protocol/version-chunks.md#completing).
 */
export function chunkCountIn(error: unknown): number | undefined {
  if (!(error instanceof HttpError && error.status === 400)) return undefined;
  const count = error.reply.says(/number of chunks: (\d+) != \d+/i)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** As `dst_dir` of a file; the root is none. */
export function directoryOf(path: RepoPath): string | null {
  const directory = posix.dirname(path);
  return directory === '.' ? null : directory;
}
