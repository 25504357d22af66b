import { posix } from 'node:path';
import type { CurlRequest } from './curl';
import type { FloorFile, FloorPlan } from './plan';

/** The requests of a floor, in the terms of curl. */
export class Routes {
  constructor(
    private readonly plan: FloorPlan,
    private readonly workspace: string,
  ) {}

  open(): CurlRequest {
    return this.json('PUT', 'workspaces', { workspace_id: this.workspace, branch_name: 'main' });
  }

  batch(files: readonly FloorFile[]): CurlRequest {
    const forms = files.map(
      ({ path, to }) => ['form', `file[]=@${path};filename=${to};type=application/octet-stream`] as const,
    );
    return [...this.to(`workspaces/${this.workspace}/files/`), ...forms];
  }

  begin({ size, to }: FloorFile, hash: string): CurlRequest {
    const destination = { workspace_id: this.workspace, path: to };
    return this.json('POST', 'versions/uploads', { hash, size, destination });
  }

  part(session: string, number: number, piece: string): CurlRequest {
    return [...this.to(`versions/uploads/${session}/parts/${number}`), ['upload-file', piece]];
  }

  chunk(hash: string, offset: number, piece: string): CurlRequest {
    return [...this.to(`versions/${hash}/chunks?offset=${offset}`), ['upload-file', piece]];
  }

  complete({ to, pieces = [] }: FloorFile, hash: string): CurlRequest {
    const directory = posix.dirname(to);
    const place = { file_name: posix.basename(to), dst_dir: directory === '.' ? null : directory };
    const file = { hash, ...place, num_chunks: pieces.length };
    return this.json('POST', `versions/${hash}/complete`, { files: [file], workspace_id: this.workspace });
  }

  merge(): CurlRequest {
    const text = { message: 'a measurement', author: 'Ada', email: 'ada@example.org' };
    return this.json('POST', `workspaces/${this.workspace}/merge/main`, text);
  }

  private json(method: string, path: string, body: unknown): CurlRequest {
    return [
      ...this.to(path),
      ['request', method],
      ['header', 'Content-Type: application/json'],
      ['data', JSON.stringify(body)],
    ];
  }

  private to(path: string): CurlRequest {
    const { origin, repository, key } = this.plan;
    return [
      ['url', `${origin}/api/repos/${repository}/${path}`],
      ['header', `Authorization: Bearer ${key}`],
    ];
  }
}
