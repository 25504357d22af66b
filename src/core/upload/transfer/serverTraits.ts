import { OxenError } from '../../oxen/errors';
import { Hub, isHub } from '../../oxen/server/hub';
import type { ServerFeatures } from '../../oxen/server/serverVersion';
import { takesUploads } from '../../oxen/blobs/versionUploadCalls';
import { takesJsonStaging } from '../../oxen/staging';
import { rememberedServer, type ServerMemory } from '../engines/serverMemory';
import type { Report } from '../events';
import type { Target } from '../target/target';
import type { OpenWorkspace } from './openWorkspace';

/** The hub, where the target lies on one: asked for once, and remembered. */
export async function findHub(
  { repository, features }: Target,
  servers: ServerMemory,
  { report, signal }: { readonly report: Report; readonly signal: AbortSignal },
): Promise<Hub | undefined> {
  const server = rememberedServer(repository, features);
  try {
    if (!(await servers.has(server, 'hub', () => isHub(repository.server, signal)))) return undefined;
  } catch (error) {
    if (!(error instanceof OxenError)) throw error;
    return undefined; // asked again by the next run
  }
  return new Hub(repository, (text) => report({ type: 'note', text }));
}

/**
 * What a server has of what its version promises: a proxy in front may pass on some of it only. The two ways to stage
 * stored content are asked for, since all that follows is planned by them; the answer is remembered.
 */
export async function provenFeatures(
  opening: Promise<OpenWorkspace>,
  { repository, features }: Target,
  servers: ServerMemory,
  signal: AbortSignal,
): Promise<ServerFeatures> {
  const server = rememberedServer(repository, features);
  const has = {
    jsonStaging: async () => {
      const { workspace } = await opening;
      return servers.has(server, 'json-staging', () => takesJsonStaging(workspace, signal));
    },
    versionUploads: () => servers.has(server, 'version-uploads', () => takesUploads(repository, signal)),
  };
  const jsonStaging = features.jsonStaging && (await has.jsonStaging());
  const versionUploads = features.versionUploads && (await has.versionUploads());
  return {
    ...features,
    jsonStaging,
    versionUploads,
    uploadChunk: features.uploadChunk && (jsonStaging || versionUploads),
  };
}
