import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Features } from '../features';
import { parameter, repositoryOf, workspaceOf, type Exchange } from '../http/exchange';
import { MultipartError, readParts, type Part } from '../http/multipart';
import { Refusal, badRequest, success, unmapped, type Reply } from '../http/reply';
import { BodyAborted } from '../http/requestBody';
import type { Routes } from '../http/routeTable';
import { normalizedDestination, strictDestination } from '../model/destination';
import type { Repository } from '../model/repository';
import { stageFiles, type FileToStage } from '../model/staging';
import { DiskFull } from '../storage/disk';

const unpack = promisify(gunzip);

export const multipartStagingRoutes: Routes = {
  'POST /api/repos/{namespace}/{name}/workspaces/{workspace}/files/{path:*}': stage,
};

/**
 * Stores and stages files in one request. Parts that fail are only missing in `paths`
 * (docs/protocol/staging.md#multipart).
 */
async function stage(exchange: Exchange): Promise<Reply> {
  const { features } = exchange.server;
  const repository = repositoryOf(exchange);
  const workspace = workspaceOf(exchange, repository);
  const directory = parameter(exchange, 'path');

  const files: FileToStage[] = [];
  for await (const part of fileParts(exchange)) {
    const { filename } = part;
    const path = stagingPath(features, directory, filename);
    const hash = await storePart(exchange, repository, part);
    if (hash !== undefined) files.push({ path, hash });
  }
  const { staged } = stageFiles({ repository, workspace, features }, files);
  return success('resource_created', { paths: staged.map(({ path }) => path) });
}

/** One bad path refuses the whole request; parts before it may be stored by then. */
function stagingPath(features: Features, directory: string, filename: string): string {
  const joined = filename.startsWith('/') || directory === '' ? filename : `${directory}/${filename}`;
  const target = features.strictDestinations ? strictDestination(joined) : normalizedDestination(joined);
  if (target.ok && target.path !== '') return target.path;

  const reason = target.ok ? 'Expected a file path, but the path is empty' : target.reason;
  const where = features.strictDestinations
    ? `(directory ${JSON.stringify(directory)}, file ${JSON.stringify(filename)})`
    : JSON.stringify(joined);
  throw new Refusal(badRequest(`Invalid staging path ${where}: ${reason}`));
}

interface FilePart extends Part {
  readonly filename: string;
}

/** The parts named `file` or `file[]`; a body that is no multipart is refused in the version's way. */
export async function* fileParts({ headers, body, server }: Exchange): AsyncGenerator<FilePart> {
  const refuse = (detail: string): Refusal =>
    new Refusal(server.features.typedErrors ? badRequest(detail) : unmapped(detail));
  try {
    for await (const part of readParts(body.chunks(), headers['content-type'])) {
      if (part.name !== 'file' && part.name !== 'file[]') continue;
      const { filename } = part;
      if (filename === undefined) throw refuse('Missing hash in multipart request');
      yield { ...part, filename };
    }
  } catch (error) {
    if (error instanceof MultipartError) throw refuse(error.message);
    if (error instanceof BodyAborted) throw refuse('Multipart stream is incomplete');
    throw error;
  }
}

async function storePart(
  { server }: Exchange,
  repository: Repository,
  part: Part,
): Promise<string | undefined> {
  const content = isGzip(part) ? await unpacked(part, server.segmentBytes) : part.content;
  if (content === undefined) return undefined;
  try {
    return (await repository.blobs.add(Buffer.isBuffer(content) ? only(content) : content)).hash;
  } catch (error) {
    if (error instanceof DiskFull) return undefined;
    throw error;
  }
}

export function isGzip({ contentType }: Part): boolean {
  return /^application\/gzip\s*(;|$)/i.test(contentType ?? '');
}

/** The content of a gzip part, or `undefined` when it is no gzip or longer than one segment. */
export async function unpacked(part: Part, limit: number): Promise<Buffer | undefined> {
  const packed: Buffer[] = [];
  for await (const chunk of part.content) packed.push(chunk);
  return unpack(Buffer.concat(packed), { maxOutputLength: limit }).catch(() => undefined);
}

async function* only(content: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(content);
}
