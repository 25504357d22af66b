import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { Repository } from './http/client';
import { isMissing } from './errors';
import type { Revision } from './ids';
import { type Page, pagesOf } from './http/pages';
import { REPLY_BYTES } from './http/replyBody';
import { segments } from './http/route';
import { Count, Entry, ListedEntry } from './schemas';

/** Entries a page: every call loads the whole directory, so pages are big (docs/protocol/reading.md#directories). */
const PAGE_SIZE = 2000;
/**
 * Of an entry at most, of those that were asked for: it has about 800 bytes (docs/protocol/reading.md#files), and more
 * where the messages of commits are long.
 */
const MOST_ENTRY_BYTES = 3200;

/**
 * The entries of one directory, page by page; none when there is no such directory.
 *
 * @param directory `''` is the root
 */
export function listDirectory(
  repository: Repository,
  revision: Revision,
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Entry[]> {
  return pagesOf({
    what: listing(directory),
    fetch: (page) => directoryPage(repository, revision, directory, { page, page_size: PAGE_SIZE }, signal),
    nameOf: ({ filename }) => filename,
  });
}

const Paging = { page_size: v.optional(Count), total_pages: Count, total_entries: Count };
const DirPage = v.object({ entries: v.array(Entry), ...Paging });

/** One page of a directory, counted from 1; `undefined` when there is no such directory. */
export function directoryPage(
  repository: Repository,
  revision: Revision,
  directory: string,
  query: PageQuery,
  signal: AbortSignal,
): Promise<ReplyPage<v.InferOutput<typeof DirPage>> | undefined> {
  return pageOf(repository, { revision, directory, query }, DirPage, signal);
}

export interface PageQuery {
  readonly page: number;
  readonly page_size: number;
}

const ListedPage = v.object({
  dir: v.nullish(v.object({ hash: v.string() })),
  entries: v.array(ListedEntry),
  ...Paging,
});

/** As {@link directoryPage}; `dir.hash` is that of the directory's tree node, which names all that lies in it. */
export function listedPage(
  repository: Repository,
  revision: Revision,
  directory: string,
  query: PageQuery,
  signal: AbortSignal,
): Promise<ReplyPage<v.InferOutput<typeof ListedPage>> | undefined> {
  return pageOf(repository, { revision, directory, query }, ListedPage, signal);
}

type ReplyPage<T> = T & Pick<Page<unknown>, 'isFull'>;

async function pageOf<
  T extends { readonly entries: readonly unknown[]; readonly page_size?: number | undefined },
>(
  { server, path }: Repository,
  at: { readonly revision: Revision; readonly directory: string; readonly query: PageQuery },
  schema: v.GenericSchema<unknown, T>,
  signal: AbortSignal,
): Promise<ReplyPage<T> | undefined> {
  const { revision, directory, query } = at;
  const call = {
    what: listing(directory),
    method: 'GET',
    path: `${path}/dir/${resource(revision, directory)}`,
    query: { ...query },
    repeat: 'safe',
    maxReplyBytes: Math.max(REPLY_BYTES, query.page_size * MOST_ENTRY_BYTES),
    signal,
  } as const;
  const reply = await unlessMissing(server.json(call, schema));
  if (reply === undefined) return undefined;
  const { entries, page_size: size = query.page_size } = reply;
  return { ...reply, isFull: entries.length >= size };
}

function listing(directory: string): string {
  return t('Listing {0}', directory === '' ? t('the root directory') : directory);
}

/**
 * One file or directory (`''` is the root), `undefined` when nothing lies at the path. Not for paths of a workspace:
 * that is a 500 there.
 */
export async function getEntry(
  { server, path }: Repository,
  revision: Revision,
  at: string,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  const call = {
    what: t('Looking up {0}', at),
    method: 'GET',
    path: `${path}/meta/${resource(revision, at)}`,
    repeat: 'safe',
    signal,
  } as const;
  return (await unlessMissing(server.json(call, v.object({ entry: Entry }))))?.entry;
}

/**
 * Gives `read` the bytes of a file; with a workspace id those that are staged, before any commit
 * (docs/protocol/reading.md#files). As many as the server sends: it is for `read` to stop, see {@link atMost}.
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
    what: t('Reading {0}', file),
    method: 'GET',
    path: `${path}/file/${resource(revision, file)}`,
    repeat: 'safe',
    maxReplyBytes: Infinity,
    signal,
  } as const;
  return server.bytes(call, read);
}

/** These routes decode twice, so plain encoding is right for every name (docs/protocol/requests.md#encoding). */
function resource(revision: Revision, path: string): string {
  return path === '' ? segments(revision) : `${segments(revision)}/${segments(path)}`;
}

async function unlessMissing<T>(reply: Promise<T>): Promise<T | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
