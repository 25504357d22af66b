import { repositoryOf, type Exchange } from '../http/exchange';
import { requiredBoolean, requiredInteger, requiredText } from '../http/query';
import { Refusal, badRequest, described, success, type Reply } from '../http/reply';
import { BodyAborted } from '../http/requestBody';
import type { Routes } from '../http/routeTable';
import { acceptChunk } from '../storage/chunkUpload';
import { canonicalHash } from '../storage/contentHash';

export const uploadChunkRoutes: Routes = {
  'POST /api/repos/{namespace}/{name}/commits/upload_chunk': uploadChunk,
};

/** The same 200 whether or not the chunk completed anything (docs/protocol/upload-chunk.md#replies). */
async function uploadChunk(exchange: Exchange): Promise<Reply> {
  const { query, server, body } = exchange;
  const id = requiredText(query, 'hash');
  const number = requiredInteger(query, 'chunk_num');
  const totalChunks = requiredInteger(query, 'total_chunks');
  const totalSize = requiredInteger(query, 'total_size');
  const isCompressed = requiredBoolean(query, 'is_compressed');
  const filename = query.get('filename') ?? undefined;
  const repository = repositoryOf(exchange);
  const isVerified = server.features.hexHash;
  if (isVerified && canonicalHash(id) === undefined) {
    throw new Refusal(badRequest('hash must be a hex-encoded xxh3-128 digest'));
  }

  const upload = { repository, id, totalChunks, totalSize, isCompressed, filename, isVerified };
  try {
    await acceptChunk(upload, number, body.chunks());
  } catch (error) {
    if (error instanceof BodyAborted) throw new Refusal(described(400, 'Failed to read request payload'));
    throw error;
  }
  return success('resource_created');
}
