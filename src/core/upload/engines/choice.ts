import { UserError } from '../../userError';
import type { RepositoryInfo } from '../../oxen/repositories';
import type { ServerFeatures } from '../../oxen/serverVersion';
import { missingBlobs } from '../../oxen/blobs/blobs';
import { type Plan, type PlannedBlob, SMALL_FILE_BYTES } from '../plan/plan';
import type { ServerMemory } from './serverMemory';
import type { SendContext } from './engine';
import type { EngineName } from './list';

/** What the user asked for: `auto`, or one engine for everything it can carry. */
export type EngineSetting = 'auto' | EngineName;

export type LargeEngine = Exclude<EngineName, 'stage-files'>;

/**
 * How a blob gets to the server, or not at all since it is there. Which engine takes a large one shows when its turn
 * comes.
 */
export type Routes = Readonly<Record<'stored' | 'stage-files' | 'pack' | 'large', readonly PlannedBlob[]>>;

/** What engines are chosen by. */
export interface Choice {
  readonly engine: EngineSetting;
  readonly store: RepositoryInfo['store'];
  readonly servers: ServerMemory;
}

/** What of a choice is known for one file: `speed` in bytes a second. */
type Situation = Pick<Choice, 'store'> & { readonly features: ServerFeatures; readonly speed: number };

/** A line of which nothing is known yet, in bytes a second (docs/engines.md#choice). */
export const USUAL_SPEED = 20_000_000;
/** A session survives no pause and no crash: it is for files that are through in a minute, in s. */
const SESSION_TIME = 60;
/** A store in S3 joins chunks to 10 000 parts of 5 MiB (docs/protocol/version-chunks.md#s3). */
const S3_JOINED_BYTES = 10_000 * 5 * 1024 * 1024;

/**
 * The route of each blob of a plan.
 *
 * @throws UserError when this server offers none for one of them
 */
export async function planRoutes(
  { blobs }: Plan,
  choice: Choice,
  { workspace, features, signal }: SendContext,
): Promise<Routes> {
  const asked = blobs.filter((blob) => canStageStored(blob, features)).map(({ hash }) => hash);
  const missing = await missingBlobs(workspace.repository, asked, signal);
  const isStored = (blob: PlannedBlob) => canStageStored(blob, features) && !missing.has(blob.hash);
  const routes: Record<keyof Routes, PlannedBlob[]> = { stored: [], 'stage-files': [], pack: [], large: [] };
  for (const blob of blobs) routes[isStored(blob) ? 'stored' : routeOf(blob, choice, features)].push(blob);
  return routes;
}

/** Content that has to travel, in bytes. */
export function bytesToSend({ 'stage-files': small, pack, large }: Routes): number {
  return [...small, ...pack, ...large].reduce((sum, { size }) => sum + size, 0);
}

/**
 * Whether a blob that the server has can be staged without sending it. From 0.64 on not with zero bytes
 * (docs/protocol/version-uploads.md#beginning).
 */
export function canStageStored(
  { size }: PlannedBlob,
  { jsonStaging, versionUploads }: ServerFeatures,
): boolean {
  return jsonStaging || (versionUploads && size > 0);
}

/**
 * The engines that can carry a large file here, the best first; one at most when the user chose it. The order is
 * that of docs/engines.md#choice.
 *
 * @throws UserError when the chosen one cannot
 */
export function enginesFor(
  blob: PlannedBlob,
  engine: EngineSetting,
  situation: Situation,
): readonly LargeEngine[] {
  if (engine === 'auto')
    return bestFirst(blob, situation).filter((one) => !reasonAgainst(one, blob, situation));
  if (engine === 'stage-files') {
    throw new UserError(`${blob.source} is too large for the engine stage-files.`, {
      advice: 'Choose the engine “auto” for files above 8 MiB.',
    });
  }
  const reason = reasonAgainst(engine, blob, situation);
  if (reason !== undefined) throw new UserError(reason, { advice: 'Choose the engine “auto”.' });
  return [engine];
}

function bestFirst({ size }: PlannedBlob, { features, store, speed }: Situation): readonly LargeEngine[] {
  if (!features.versionUploads) return ['version-chunks', 'upload-chunk'];
  return store !== 'local' || size / speed < SESSION_TIME
    ? ['version-uploads', 'upload-chunk', 'version-chunks']
    : ['upload-chunk', 'version-uploads', 'version-chunks'];
}

/** Why an engine cannot carry a file here, as far as it is known before it is tried. */
function reasonAgainst(
  engine: LargeEngine,
  { source, size }: PlannedBlob,
  { features, store }: Situation,
): string | undefined {
  switch (engine) {
    case 'upload-chunk':
      if (!features.uploadChunk) return noUploadChunk(features);
      return store === 's3'
        ? `This repository keeps its content in S3, where what upload-chunk sends of ${source} would never become visible.`
        : undefined;
    case 'version-chunks':
      return store === 's3' && size > S3_JOINED_BYTES
        ? `${source} is too large for the engine version-chunks, since this repository keeps its content in S3.`
        : undefined;
    case 'version-uploads':
      return features.versionUploads
        ? undefined
        : `The engine version-uploads came with servers of version 0.64; this one (${features.version}) does not offer it.`;
  }
}

function noUploadChunk({ version }: ServerFeatures): string {
  return `This server (version ${version}) may store what upload-chunk sends, but offers no way to put it on a branch.`;
}

function routeOf(blob: PlannedBlob, { engine, store }: Choice, features: ServerFeatures): keyof Routes {
  if (blob.size > SMALL_FILE_BYTES) {
    enginesFor(blob, engine, { store, features, speed: USUAL_SPEED }); // throws where the chosen one cannot
    return 'large';
  }
  if (engine !== 'upload-chunk') return 'stage-files';
  if (!features.uploadChunk) {
    throw new UserError(noUploadChunk(features), { advice: 'Choose the engine “auto”.' });
  }
  return canStageStored(blob, features) ? 'pack' : 'stage-files';
}
