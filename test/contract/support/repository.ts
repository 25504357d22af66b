import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import pMap from 'p-map';
import * as v from 'valibot';
import { type Contents, sorted } from './contents';

const READ_AT_ONCE = 8;
const PAGE_SIZE = 1000;

const DirPage = v.object({
  entries: v.array(v.object({ filename: v.string(), is_dir: v.boolean() })),
  total_pages: v.number(),
});
const Commit = v.object({ id: v.string(), message: v.string(), author: v.string(), email: v.string() });
export type Commit = v.InferOutput<typeof Commit>;

interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | FormData;
}

/**
 * A repository as somebody else sees it: plain `fetch` against the documented routes, sharing nothing with the
 * core under test.
 */
export class TestRepository {
  constructor(
    readonly origin: string,
    /** `NS/NAME` */
    readonly name: string,
    readonly key: string,
  ) {}

  /** The same repository by way of a proxy. */
  by(origin: string): TestRepository {
    return new TestRepository(origin, this.name, this.key);
  }

  /** Another one of the same server. */
  named(name: string): TestRepository {
    return new TestRepository(this.origin, name, this.key);
  }

  /** Every file of a branch, downloaded. */
  async contents(branch = 'main'): Promise<Contents> {
    const paths = await this.paths(branch);
    const hashes = await pMap(paths, (path) => this.sha256(branch, path), { concurrency: READ_AT_ONCE });
    return sorted(paths.map((path, index) => [path, hashes[index] ?? '']));
  }

  async text(path: string, branch = 'main'): Promise<string> {
    return (await this.get(`file/${encoded(branch)}/${encoded(path)}`)).text();
  }

  /** Newest first; none in an empty repository. */
  async history(branch = 'main'): Promise<readonly Commit[]> {
    if (!(await this.branches()).includes(branch)) return [];
    const reply = await this.json(`commits/history/${encoded(branch)}?page=1&page_size=100`);
    return v.parse(v.object({ commits: v.array(Commit) }), reply).commits;
  }

  async branches(): Promise<readonly string[]> {
    const reply = v.parse(
      v.object({ branches: v.array(v.object({ name: v.string() })) }),
      await this.json('branches'),
    );
    return reply.branches.map(({ name }) => name);
  }

  async workspaces(): Promise<readonly string[]> {
    const reply = await this.json('workspaces');
    return v
      .parse(v.object({ workspaces: v.array(v.object({ id: v.string() })) }), reply)
      .workspaces.map(({ id }) => id);
  }

  /** Whether the server keeps a blob of this hash. */
  async keeps(hash: string): Promise<boolean> {
    const { status } = await this.request('GET', `versions/${hash}/metadata`);
    return status === 200;
  }

  async delete(): Promise<void> {
    const headers = { authorization: `Bearer ${this.key}` };
    await successOf(
      await fetch(`${this.origin}/api/repos/${this.name}`, { method: 'DELETE', headers }),
      'DELETE',
    );
  }

  /** Any request below the repository's address. */
  request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.key}`, ...options.headers };
    return fetch(`${this.origin}/api/repos/${this.name}/${path}`, { ...options, method, headers });
  }

  /** A request that has to succeed. */
  async call(method: string, path: string, options: RequestOptions = {}): Promise<unknown> {
    return successOf(await this.request(method, path, options), `${method} ${path}`);
  }

  async paths(branch = 'main'): Promise<string[]> {
    const paths: string[] = [];
    if ((await this.request('GET', `dir/${encoded(branch)}/`)).status === 404) return []; // nothing is committed
    const directories = [''];
    for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
      for (let page = 1, pages = 1; page <= pages; page++) {
        const address = `dir/${encoded(branch)}/${encoded(directory)}?page=${page}&page_size=${PAGE_SIZE}`;
        const reply = v.parse(DirPage, await this.json(address));
        pages = reply.total_pages;
        for (const { filename, is_dir } of reply.entries) {
          (is_dir ? directories : paths).push(directory === '' ? filename : `${directory}/${filename}`);
        }
      }
    }
    return paths;
  }

  private async sha256(branch: string, path: string): Promise<string> {
    const { body } = await this.get(`file/${encoded(branch)}/${encoded(path)}`);
    const hash = createHash('sha256');
    if (body !== null) await pipeline(body, hash);
    return hash.digest('hex');
  }

  private async json(path: string): Promise<unknown> {
    return (await this.get(path)).json();
  }

  private async get(path: string): Promise<Response> {
    const response = await this.request('GET', path);
    assert(response.ok, `GET ${path} answered ${response.status}`);
    return response;
  }
}

export async function successOf(response: Response, what: string): Promise<unknown> {
  const text = await response.text();
  assert(response.ok, `${what} answered ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
