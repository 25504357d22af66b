import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { ContentHash } from '../contentHash';
import type { RepoPath } from '../repoPath';
import { type Call, LONG_IDLE_TIMEOUT_MS } from './http/client';
import { HttpError, isUnknownRoute } from './errors';
import { type FilePart, multipartBody, type MultipartFile, multipartFile } from './http/multipart';
import { segment } from './http/route';
import { Done } from './schemas';
import type { Workspace } from './workspaces';

/** A stored blob and the path it is to be staged at. */
export interface StoredFile {
  readonly hash: ContentHash;
  readonly path: RepoPath;
}

/**
 * How long the answer to a batch is waited for, in ms. A server needs seconds, also for tables, which it reads. Nothing
 * else tells that the connection died meanwhile, as in a sleep, and a batch is soon sent again.
 */
const BATCH_IDLE_TIMEOUT_MS = 5 * 60_000;

export interface StageBatchOptions {
  readonly signal: AbortSignal;
  /** What share of the request has left just now: the heads of very small files are longer than they are. */
  readonly onSent: (share: number) => void;
}

/**
 * Uploads and stages files in one request. Each part's bytes are at most 10 MiB, unpacked
 * (docs/protocol/staging.md#multipart).
 */
export async function stageBatch(
  workspace: Workspace,
  parts: readonly FilePart[],
  { signal, onSent }: StageBatchOptions,
): Promise<ReadonlySet<string>> {
  const limits = { repeat: 'safe', idleTimeoutMs: BATCH_IDLE_TIMEOUT_MS } as const;
  const { body, contentType } = multipartBody(parts);
  const onPiece = (bytes: number) => onSent(bytes / body.bytes);
  return postFiles(workspace, { body, contentType, ...limits, signal, onSent: onPiece });
}

/**
 * Uploads and stages one file while it is read, once: where the server streams files. It hashes what it gets.
 *
 * @returns whether the server says that it has taken it
 */
export async function stageWhole(
  workspace: Workspace,
  file: MultipartFile,
  { signal, onSent }: { signal: AbortSignal; onSent: (bytes: number) => void },
): Promise<boolean> {
  const limits = { repeat: 'rejected', idleTimeoutMs: LONG_IDLE_TIMEOUT_MS } as const;
  const taken = await postFiles(workspace, { ...multipartFile(file), ...limits, signal, onSent });
  return taken.has(file.path);
}

async function postFiles(
  workspace: Workspace,
  sent: Pick<Call, 'body' | 'contentType' | 'repeat' | 'idleTimeoutMs' | 'signal' | 'onSent'>,
): Promise<ReadonlySet<string>> {
  const reply = await workspace.repository.server.json(
    {
      ...sent,
      what: t('Sending files'),
      method: 'POST',
      // No directory, full paths in the names: so no path is ever decoded as part of an address.
      path: `${workspacePath(workspace)}/files/`,
    },
    v.object({ paths: v.array(v.string()) }),
  );
  // A part that failed is just not among the paths; no reason is given.
  return new Set(reply.paths);
}

/** Entries a request, so that its JSON stays below the server's 2 MiB (docs/protocol/staging.md#by-hash). */
const ENTRIES_PER_REQUEST = 2000;
const BYTES_PER_REQUEST = 1_500_000;

/**
 * Whether stored blobs can be staged by {@link stageStoredByJson} here: 404 and 426 say no
 * (docs/protocol/staging.md#by-hash).
 */
export async function takesJsonStaging(workspace: Workspace, signal: AbortSignal): Promise<boolean> {
  try {
    await stageByJson(workspace, [], signal);
    return true;
  } catch (error) {
    if (isUnknownRoute(error) || (error instanceof HttpError && error.status === 426)) return false;
    throw error;
  }
}

/**
 * Stages blobs that the server has, without sending them: servers < 0.54 only.
 *
 * @returns what was refused: the server's reason by path
 */
export async function stageStoredByJson(
  workspace: Workspace,
  files: readonly StoredFile[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const refused = new Map<string, string>();
  for (const batch of batches(files, ({ path }) => path)) {
    const errors = await stageByJson(workspace, batch, signal);
    const byPath = new Map(errors.map(({ path, error }) => [path, error]));
    const byHash = new Map(errors.filter(({ path }) => path == null).map(({ hash, error }) => [hash, error]));
    for (const { path, hash } of batch) {
      const error = byPath.get(path) ?? byHash.get(hash);
      if (error !== undefined) refused.set(path, workspace.repository.server.redact(error));
    }
  }
  return refused;
}

const JsonStaging = v.object({
  err_files: v.array(v.object({ path: v.nullish(v.string()), hash: v.string(), error: v.string() })),
});

async function stageByJson(workspace: Workspace, files: readonly StoredFile[], signal: AbortSignal) {
  const call = {
    what: t('Staging stored files'),
    method: 'POST',
    path: `${workspacePath(workspace)}/versions/`,
    json: files.map(({ hash, path }) => ({ hash, path })),
    repeat: 'safe',
    idleTimeoutMs: LONG_IDLE_TIMEOUT_MS,
    signal,
  } as const;
  return (await workspace.repository.server.json(call, JsonStaging)).err_files;
}

/** Takes paths back out of the workspace; those that are not staged are passed over. */
export async function unstage(
  workspace: Workspace,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const path = `${workspacePath(workspace)}/changes`;
  for (const json of batches(paths, (path) => path)) {
    const call = {
      what: t('Unstaging files'),
      method: 'DELETE',
      path,
      json,
      repeat: 'safe',
      signal,
    } as const;
    await workspace.repository.server.json(call, Done);
  }
}

function workspacePath({ repository, id }: Workspace): string {
  return `${repository.path}/workspaces/${segment(id)}`;
}

function* batches<T>(items: readonly T[], pathOf: (item: T) => string): Generator<readonly T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(pathOf(item)) * 2 + 64;
    if (batch.length === ENTRIES_PER_REQUEST || bytes + size > BYTES_PER_REQUEST) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
