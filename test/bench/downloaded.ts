import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import pMap from 'p-map';
import * as v from 'valibot';
import type { TestRepository } from '../contract/support/repository';
import { xxh3 } from '../contract/support/xxh3';
import type { Content } from './content/content';
import { hashOfStream } from './content/hashOfFile';

/** Smaller ones come by the thousand in one download. */
const SMALL_BYTES = 64 * 1024;
const SMALL_AT_ONCE = 1000;
const DOWNLOADS_AT_ONCE = 4;
/** A server loads the whole directory for each page. */
const PAGE_SIZE = 10_000;

const Page = v.object({
  entries: v.array(v.object({ filename: v.string(), hash: v.string(), is_dir: v.boolean() })),
  total_pages: v.number(),
});

/**
 * @param landing where a path of the content lies on the branch
 * @throws unless `main` lists exactly the content's files, and each of them downloads as what it is here
 */
export async function requireDownloaded(
  repository: TestRepository,
  { files }: Content,
  landing: (path: string) => string,
): Promise<void> {
  const listed = new Map<string, string>();
  for await (const { path, hash } of listing(repository)) listed.set(path, hash);
  assert.equal(listed.size, files.size, 'the branch has another number of files');
  for (const [path, { hash }] of files) assert.equal(listed.get(landing(path)), hash, path);

  const all = [...files];
  const small = [...new Set(all.filter(([, { size }]) => size <= SMALL_BYTES).map(([, { hash }]) => hash))];
  const groups = Array.from({ length: Math.ceil(small.length / SMALL_AT_ONCE) }, (_, index) =>
    small.slice(index * SMALL_AT_ONCE, (index + 1) * SMALL_AT_ONCE),
  );
  const options = { concurrency: DOWNLOADS_AT_ONCE };
  await pMap(groups, (hashes) => requireBlobs(repository, hashes), options);
  const large = all.filter(([, { size }]) => size > SMALL_BYTES);
  await pMap(large, ([path, { hash }]) => requireFile(repository, landing(path), hash), options);
}

/** They come as one tar.gz, each under its hash. */
async function requireBlobs(repository: TestRepository, hashes: readonly string[]): Promise<void> {
  const response = await repository.request('QUERY', 'versions', { body: gzipSync(hashes.join('\n')) });
  const folder = await mkdtemp(join(tmpdir(), 'oxen-blobs-'));
  try {
    const tar = spawn('tar', ['-xz', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] });
    const ended = once(tar, 'close');
    await pipeline(bodyOf(response), tar.stdin);
    await ended;
    for (const hash of hashes) assert.equal(await xxh3(await readFile(join(folder, hash))), hash);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function requireFile(repository: TestRepository, path: string, hash: string): Promise<void> {
  const response = await repository.request('GET', `file/main/${encoded(path)}`);
  assert.equal(await hashOfStream(bodyOf(response)), hash, path);
}

function bodyOf({ ok, status, body, url }: Response): Readable {
  assert(ok && body !== null, `${url} answered ${status}`);
  return Readable.fromWeb(body);
}

async function* listing(repository: TestRepository) {
  const directories = [''];
  for (const directory of directories) {
    for (let page = 1, pages = 1; page <= pages; page++) {
      const address = `dir/main/${encoded(directory)}?page=${page}&page_size=${PAGE_SIZE}`;
      const reply = v.parse(Page, await repository.call('GET', address));
      pages = reply.total_pages;
      for (const { filename, hash, is_dir } of reply.entries) {
        const path = directory === '' ? filename : `${directory}/${filename}`;
        if (is_dir) directories.push(path);
        else yield { path, hash };
      }
    }
  }
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
