import * as v from 'valibot';
import type { Repository } from './client';
import { isMissing } from './errors';
import { Entry } from './schemas';

/** A commit id, a branch, or (for what is staged) a workspace id. */
export type Revision = string;

/** Entries a page: every call loads the whole directory, so pages are big (oxen-protocol-0.65.md §5.2). */
const PAGE_SIZE = 2000;

const DirPage = v.object({ entries: v.array(Entry), total_pages: v.number(), total_entries: v.number() });

/**
 * The entries of one directory, page by page; none when there is no such directory.
 *
 * @param directory `''` is the root
 */
export async function* listDirectory(
  repository: Repository,
  revision: Revision,
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Entry[]> {
  for (let page = 1; ; page++) {
    const reply = await directoryPage(
      repository,
      revision,
      directory,
      { page, page_size: PAGE_SIZE },
      signal,
    );
    if (reply === undefined) return;
    yield reply.entries;
    if (page >= reply.total_pages) return;
  }
}

/** One page of a directory, counted from 1; `undefined` when there is no such directory. */
export function directoryPage(
  repository: Repository,
  revision: Revision,
  directory: string,
  query: PageQuery,
  signal: AbortSignal,
): Promise<v.InferOutput<typeof DirPage> | undefined> {
  return pageOf(repository, { revision, directory, query }, DirPage, signal);
}

interface PageQuery {
  readonly page: number;
  readonly page_size: number;
}

/** An entry of a directory, without what a comparison does not need: a tenth of the memory. */
export const ListedEntry = v.object({ filename: v.string(), hash: v.string(), is_dir: v.boolean() });
export type ListedEntry = v.InferOutput<typeof ListedEntry>;

const ListedPage = v.object({
  dir: v.nullish(v.object({ hash: v.string() })),
  entries: v.array(ListedEntry),
  total_pages: v.number(),
  total_entries: v.number(),
});

/** As {@link directoryPage}; `dir.hash` is that of the directory's tree node, which names all that lies in it. */
export function listedPage(
  repository: Repository,
  revision: Revision,
  directory: string,
  query: PageQuery,
  signal: AbortSignal,
): Promise<v.InferOutput<typeof ListedPage> | undefined> {
  return pageOf(repository, { revision, directory, query }, ListedPage, signal);
}

function pageOf<T>(
  { server, path }: Repository,
  at: { readonly revision: Revision; readonly directory: string; readonly query: PageQuery },
  schema: v.GenericSchema<unknown, T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const { revision, directory, query } = at;
  const what = `Listing ${directory === '' ? 'the root directory' : directory}`;
  const call = {
    what,
    method: 'GET',
    path: `${path}/dir/${resource(revision, directory)}`,
    query: { ...query },
    repeat: 'safe',
    signal,
  } as const;
  return unlessMissing(server.json(call, schema));
}

/** One file or directory (`''` is the root), `undefined` when nothing lies at the path. Not for paths of a workspace: that is a 500 there. */
export async function getEntry(
  { server, path }: Repository,
  revision: Revision,
  at: string,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  const call = {
    what: `Looking up ${at}`,
    method: 'GET',
    path: `${path}/meta/${resource(revision, at)}`,
    repeat: 'safe',
    signal,
  } as const;
  return (await unlessMissing(server.json(call, v.object({ entry: Entry }))))?.entry;
}

/**
 * Gives `read` the bytes of a file; with a workspace id those that are staged, before any commit (live-facts.md).
 *
 * @throws HttpError 404 when there is none
 */
export function readFile<T>(
  { server, path }: Repository,
  { revision, file }: { readonly revision: Revision; readonly file: string },
  read: (body: AsyncIterable<Uint8Array>) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const call = {
    what: `Reading ${file}`,
    method: 'GET',
    path: `${path}/file/${resource(revision, file)}`,
    repeat: 'safe',
    signal,
  } as const;
  return server.bytes(call, read);
}

/** These routes decode twice, so plain encoding is right for every name (oxen-protocol.md §5.9). */
function resource(revision: Revision, path: string): string {
  const segments = path === '' ? [revision] : [revision, path];
  return segments.map((segment) => encodeURIComponent(segment).replaceAll('%2F', '/')).join('/');
}

async function unlessMissing<T>(reply: Promise<T>): Promise<T | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
