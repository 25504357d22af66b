import { UserError } from '../../userError';
import type { RepositoryInfo } from '../../oxen/repositories';
import type { ServerFeatures } from '../../oxen/serverVersion';
import { missingBlobs } from '../../oxen/versions';
import { type Plan, type PlannedBlob, SMALL_FILE_BYTES } from '../plan';
import type { EngineName, Sending } from './engine';

/** What the user asked for: `auto`, or one engine for everything it can carry. */
export type EngineSetting = 'auto' | EngineName;

/** How a blob gets to the server: one of the engines' ways, or not at all since it is there. */
export type Routes = Readonly<
  Record<'stored' | 'stage-files' | 'pack' | 'raw' | 'chunks' | 'session', readonly PlannedBlob[]>
>;

export interface Choice {
  readonly engine: EngineSetting;
  readonly store: RepositoryInfo['store'];
}

/**
 * The route of each blob of a plan.
 *
 * @throws UserError when this server offers none for one of them
 */
export async function planRoutes(
  { blobs }: Plan,
  choice: Choice,
  { workspace, features, signal }: Sending,
): Promise<Routes> {
  const asked = blobs.filter((blob) => canStageStored(blob, features)).map(({ hash }) => hash);
  const missing = await missingBlobs(workspace.repository, asked, signal);
  const isStored = (blob: PlannedBlob) => canStageStored(blob, features) && !missing.has(blob.hash);
  const routes: Record<keyof Routes, PlannedBlob[]> = {
    stored: [],
    'stage-files': [],
    pack: [],
    raw: [],
    chunks: [],
    session: [],
  };
  for (const blob of blobs) routes[isStored(blob) ? 'stored' : routeOf(blob, choice, features)].push(blob);
  return routes;
}

/** Whether a blob that the server has can be staged without sending it. From 0.64 on not with zero bytes (live-facts.md). */
export function canStageStored(
  { size }: PlannedBlob,
  { jsonStaging, versionUploads }: ServerFeatures,
): boolean {
  return jsonStaging || (versionUploads && size > 0);
}

/** The engine that a receipt names: that of the large files or packs, else `stage-files`. */
export function engineOf({ pack, raw, chunks, session }: Routes): EngineName {
  if (chunks.length > 0) return 'version-chunks';
  if (session.length > 0) return 'version-uploads';
  return pack.length + raw.length > 0 ? 'upload-chunk' : 'stage-files';
}

type Way = Exclude<keyof Routes, 'stored'>;

function routeOf(blob: PlannedBlob, choice: Choice, features: ServerFeatures): Way {
  if (blob.size > SMALL_FILE_BYTES) return LARGE[choice.engine](blob, choice, features);
  if (choice.engine !== 'upload-chunk') return 'stage-files';
  requireUploadChunk(features);
  return canStageStored(blob, features) ? 'pack' : 'stage-files';
}

/** The way of a large file by what the user asked for. */
const LARGE: Readonly<
  Record<EngineSetting, (blob: PlannedBlob, choice: Choice, features: ServerFeatures) => Way>
> = {
  auto: (_blob, { store }, { uploadChunk, versionUploads }) => {
    if (versionUploads && store !== 'local') return 'session';
    return uploadChunk ? 'raw' : 'chunks';
  },
  'stage-files': ({ source }) => {
    throw new UserError(`${source} is too large for the engine stage-files.`, {
      advice: 'Choose the engine “auto” for files above 8 MiB.',
    });
  },
  'upload-chunk': ({ source }, { store }, features) => {
    requireUploadChunk(features);
    if (store !== 's3') return 'raw';
    throw new UserError(
      `This repository keeps its content in S3, where what upload-chunk sends of ${source} would never become visible.`,
      {
        advice: 'Choose the engine “auto”.',
      },
    );
  },
  'version-chunks': () => 'chunks',
  'version-uploads': (_blob, _choice, { versionUploads, version }) => {
    if (versionUploads) return 'session';
    throw new UserError(
      `The engine version-uploads came with servers of version 0.64; this one is ${version}.`,
      { advice: 'Choose the engine “auto”.' },
    );
  },
};

function requireUploadChunk({ uploadChunk, version }: ServerFeatures): void {
  if (uploadChunk) return;
  throw new UserError(
    `Servers of version 0.54 to 0.63 (this one is ${version}) store what upload-chunk sends, but offer no way to put it on a branch.`,
    {
      advice: 'Choose the engine “auto”.',
    },
  );
}
