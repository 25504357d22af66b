import * as v from 'valibot';
import { parameter, repositoryOf, workspaceOf, type Exchange } from '../http/exchange';
import { success, type Reply } from '../http/reply';
import type { Routes } from '../http/routeTable';
import { cleanedDestination } from '../model/destination';
import { stageFiles } from '../model/staging';

const filesSchema = v.array(v.object({ hash: v.string(), path: v.string() }));

/** JSON staging: only on servers below 0.54. */
export const hashStagingRoutes: Routes = {
  'POST /api/repos/{namespace}/{name}/workspaces/{workspace}/versions/{directory:*}': stage,
};

/**
 * Stages stored blobs without their bytes; what is not in the store comes back in `err_files`
 * (docs/protocol/staging.md#by-hash).
 */
async function stage(exchange: Exchange): Promise<Reply> {
  const input = await exchange.body.json(filesSchema);
  const repository = repositoryOf(exchange);
  const workspace = workspaceOf(exchange, repository);
  const directory = parameter(exchange, 'directory');
  const files = input.map(({ hash, path }) => ({
    hash,
    path: cleanedDestination(path.startsWith('/') ? path : `${directory}/${path}`),
  }));
  const { errors } = stageFiles({ repository, workspace, features: exchange.server.features }, files);
  return success('resource_created', {
    err_files: errors.map(({ hash, path, error }) => ({ hash, path, error })),
  });
}
