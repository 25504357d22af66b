import { UserError } from '../../userError';
import type { RepositoryInfo } from '../../oxen/repositories';
import type { ServerFeatures } from '../../oxen/serverVersion';
import { missingBlobs } from '../../oxen/versions';
import { type Plan, type PlannedBlob, SMALL_FILE_BYTES } from '../plan';
import type { EngineName, Sending } from './engine';

/** What the user asked for: `auto`, or one engine for everything it can carry. */
export type EngineSetting = 'auto' | EngineName;

/** How a blob gets to the server: one of the engines' ways, or not at all since it is there. */
export type Routes = Readonly<Record<'stored' | 'stage-files' | 'pack' | 'raw', readonly PlannedBlob[]>>;

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
  const routes: Record<keyof Routes, PlannedBlob[]> = { stored: [], 'stage-files': [], pack: [], raw: [] };
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
export function engineOf({ pack, raw }: Routes): EngineName {
  return pack.length + raw.length > 0 ? 'upload-chunk' : 'stage-files';
}

function routeOf(
  blob: PlannedBlob,
  { engine, store }: Choice,
  features: ServerFeatures,
): 'stage-files' | 'pack' | 'raw' {
  if (blob.size <= SMALL_FILE_BYTES) {
    if (engine !== 'upload-chunk') return 'stage-files';
    requireUploadChunk(features);
    return canStageStored(blob, features) ? 'pack' : 'stage-files';
  }
  if (engine === 'stage-files') {
    throw new UserError(`${blob.source} is too large for the engine stage-files.`, {
      advice: 'Choose the engine “auto” for files above 8 MiB.',
    });
  }
  requireUploadChunk(features);
  if (store === 's3') {
    throw new UserError(
      `${blob.source} is above 8 MiB, and what upload-chunk sends never becomes visible in this repository’s S3 store.`,
      {
        advice: 'Upload it with the Oxen command line for now.',
      },
    );
  }
  return 'raw';
}

function requireUploadChunk({ uploadChunk, version }: ServerFeatures): void {
  if (uploadChunk) return;
  throw new UserError(
    `Servers of version 0.54 to 0.63 (this one is ${version}) store what upload-chunk sends, but offer no way to put it on a branch.`,
    {
      advice: 'Use a server older or newer than that, or upload files up to 8 MiB with the engine “auto”.',
    },
  );
}
