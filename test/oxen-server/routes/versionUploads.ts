import * as v from 'valibot';
import { parameter, repositoryOf, type Exchange } from '../http/exchange';
import { Refusal, badRequest, described, success, type Reply } from '../http/reply';
import type { Routes } from '../http/routeTable';
import type { Repository } from '../model/repository';
import { stageFiles } from '../model/staging';
import { workspaceGone } from '../model/uploadSessions';
import type { Workspace } from '../model/workspaces';
import { canonicalHash } from '../storage/contentHash';
import { requestPath } from './requestPath';

const MAX_BYTES = 1024 ** 4;

const beginSchema = v.object({
  hash: v.string(),
  size: v.pipe(v.number(), v.integer(), v.minValue(0)),
  destination: v.nullish(v.object({ workspace_id: v.string(), path: v.string() })),
});

/** Upload sessions: servers since 0.64 (docs/protocol/version-uploads.md). */
export const versionUploadRoutes: Routes = {
  'POST /api/repos/{namespace}/{name}/versions/uploads': begin,
  'PUT /api/repos/{namespace}/{name}/versions/uploads/{upload}/parts/{part}': receivePart,
};

async function begin(exchange: Exchange): Promise<Reply> {
  const input = await exchange.body.json(beginSchema);
  const repository = repositoryOf(exchange);
  const asked = input.destination ?? undefined;
  const path = asked && requestPath(asked.path, 'destination path');
  const hash = canonicalHash(input.hash);
  if (hash === undefined) throw new Refusal(refused(`'${input.hash}' is not a version file hash`));
  checkSize(input.size);
  const workspace = asked && knownWorkspace(repository, asked.workspace_id);

  if (hash.length >= 2 && repository.blobs.has(hash)) {
    const { features } = exchange.server;
    if (workspace && path !== undefined) stageFiles({ repository, workspace, features }, [{ path, hash }]);
    return success('resource_found', { file: 'already_stored' });
  }
  const destination = workspace && path !== undefined ? { workspaceId: workspace.id, path } : undefined;
  const session = await exchange.server.uploads.begin({ repository, hash, size: input.size, destination });
  const { partSize, numParts, partWindow } = session.geometry;
  return success('resource_created', {
    file: 'awaiting_parts',
    upload_id: session.id,
    part_size: partSize,
    num_parts: numParts,
    part_window: partWindow,
  });
}

async function receivePart(exchange: Exchange): Promise<Reply> {
  const number = parameter(exchange, 'part');
  if (!/^\+?\d+$/.test(number)) throw new Refusal(badRequest('Invalid part number'));
  const repository = repositoryOf(exchange);
  const { uploads } = exchange.server;
  const id = parameter(exchange, 'upload');
  const completed = await uploads.receive(repository, id, Number(number), exchange.body.chunks());
  return success('resource_created', { completed });
}

function checkSize(size: number): void {
  if (size === 0) throw new Refusal(refused('a file of zero bytes has no parts'));
  if (size > MAX_BYTES)
    throw new Refusal(
      refused(`a file of ${size} bytes is larger than the ${MAX_BYTES} bytes an upload takes`),
    );
}

function refused(reason: string): Reply {
  return described(400, `Version upload refused: ${reason}`);
}

function knownWorkspace(repository: Repository, id: string): Workspace {
  const workspace = repository.workspaces.get(id);
  if (!workspace) throw new Refusal(workspaceGone(id));
  return workspace;
}
