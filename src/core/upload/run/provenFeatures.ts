import type { ServerFeatures } from '../../oxen/serverVersion';
import { takesJsonStaging } from '../../oxen/staging';
import { takesUploads } from '../../oxen/blobs/versionUploadCalls';
import type { Workspace } from '../../oxen/workspaces';
import { rememberedServer, type ServerMemory } from '../engines/serverMemory';

/**
 * What a server has of what its version promises: a proxy in front may pass on some of it only. The two ways to stage
 * stored content are asked for, since all that follows is planned by them; the answer is remembered.
 */
export async function provenFeatures(
  workspace: Workspace,
  features: ServerFeatures,
  servers: ServerMemory,
  signal: AbortSignal,
): Promise<ServerFeatures> {
  const { repository } = workspace;
  const server = rememberedServer(repository, features);
  const has = {
    jsonStaging: () => servers.has(server, 'json-staging', () => takesJsonStaging(workspace, signal)),
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
