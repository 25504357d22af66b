import * as v from 'valibot';
import { parameter, repositoryOf, type Exchange } from '../http/exchange';
import { optionalInteger } from '../http/query';
import { Refusal, badRequest, failure, success, type Reply } from '../http/reply';
import { BodyAborted, parseJson } from '../http/requestBody';
import type { Routes } from '../http/routeTable';
import { cleanedDestination } from '../model/destination';
import { requestPath } from './requestPath';
import { stageFiles } from '../model/staging';
import { combineVersionChunks, listVersionChunks, storeVersionChunk } from '../storage/versionChunks';

/** Its own limit, for old clients that list every chunk (docs/protocol/requests.md#body-limits). */
const COMPLETE_LIMIT = 20 * 1024 * 1024;

const completeSchema = v.object({
  files: v.array(
    v.object({
      hash: v.string(),
      file_name: v.string(),
      dst_dir: v.nullish(v.string()),
      num_chunks: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0))),
      upload_results: v.nullish(v.array(v.unknown())),
    }),
  ),
  workspace_id: v.nullish(v.string()),
});

export const versionChunkRoutes: Routes = {
  'PUT /api/repos/{namespace}/{name}/versions/{hash}/chunks': upload,
  'POST /api/repos/{namespace}/{name}/versions/{hash}/complete': complete,
  // Does nothing, not even look for the repository (docs/protocol/version-chunks.md#announcing).
  'POST /api/repos/{namespace}/{name}/versions/{hash}/create': async ({ body }) => {
    await body.text();
    return success('resource_found');
  },
};

async function upload(exchange: Exchange): Promise<Reply> {
  const offset = optionalInteger(exchange.query, 'offset') ?? 0;
  const repository = repositoryOf(exchange);
  try {
    await storeVersionChunk(repository, parameter(exchange, 'hash'), offset, exchange.body.chunks());
  } catch (error) {
    if (error instanceof BodyAborted) throw new Refusal(badRequest('Payload is incomplete'));
    throw error;
  }
  return success('resource_created');
}

/** The order of its steps is the real one's: the blob is there before anything about the path is refused. */
async function complete(exchange: Exchange): Promise<Reply> {
  const text = await exchange.body.text(COMPLETE_LIMIT);
  const hash = parameter(exchange, 'hash');
  const repository = repositoryOf(exchange);
  const parsed = parseJson(text, completeSchema);
  if (!parsed.ok) throw new Refusal(failure(400, 'Invalid request body'));
  const [file, ...others] = parsed.value.files;
  if (!file || others.length > 0) throw new Refusal(failure(400, 'Expected a single file in the request'));
  const expected = file.num_chunks ?? file.upload_results?.length;
  if (expected === undefined) {
    throw new Refusal(badRequest('Missing both num_chunks and upload_results in request'));
  }

  const offsets = await listVersionChunks(repository, hash);
  if (offsets.length !== expected) {
    const numbers = `${offsets.length} != ${expected}`;
    throw new Refusal(failure(400, `Number of chunks does not match expected number of chunks: ${numbers}`));
  }
  const isChecked = repository.storageKind === 'local' || exchange.server.features.checksInS3;
  await combineVersionChunks(repository, hash, { offsets, isChecked });

  const workspaceId = parsed.value.workspace_id ?? undefined;
  if (workspaceId === undefined) return success('resource_found');
  const workspace = repository.workspaces.get(workspaceId);
  if (!workspace) throw new Refusal(failure(404, `Workspace not found: ${workspaceId}`));
  const path = destination(exchange, file.dst_dir ?? '', file.file_name);
  stageFiles({ repository, workspace, features: exchange.server.features }, [{ path, hash }]);
  return success('resource_found');
}

function destination({ server }: Exchange, directory: string, name: string): string {
  const joined = directory === '' || name.startsWith('/') ? name : `${directory}/${name}`;
  if (!server.features.strictDestinations) return cleanedDestination(joined);
  return requestPath(joined, 'destination path');
}
