import type { Features } from '../features';
import type { Routes } from '../http/routeTable';
import { branchRoutes } from './branches';
import { changeRoutes } from './changes';
import { commitRoutes } from './commits';
import { hubRoutes, instanceRoutes } from './instance';
import { listingRoutes } from './listing';
import { mergeRoutes } from './merge';
import { readingRoutes } from './reading';
import { repositoryRoutes } from './repositories';
import { hashStagingRoutes } from './stagingByHash';
import { multipartStagingRoutes } from './stagingByMultipart';
import { uploadChunkRoutes } from './uploadChunk';
import { versionChunkRoutes } from './versionChunks';
import { versionUploadRoutes } from './versionUploads';
import { versionRoutes } from './versions';
import { workspaceRoutes } from './workspaces';

/** All routes that a version has; what is not here is the bare 404 of an unknown route. */
export function routesOf(features: Features): Routes {
  return {
    ...instanceRoutes,
    ...(features.hub ? hubRoutes : {}),
    ...repositoryRoutes,
    ...branchRoutes,
    ...uploadChunkRoutes,
    ...commitRoutes,
    ...listingRoutes,
    ...readingRoutes,
    ...workspaceRoutes,
    ...changeRoutes,
    ...multipartStagingRoutes,
    ...(features.jsonStaging ? hashStagingRoutes : {}),
    ...mergeRoutes,
    ...(features.uploads ? versionUploadRoutes : {}),
    ...versionRoutes,
    ...versionChunkRoutes,
  };
}
