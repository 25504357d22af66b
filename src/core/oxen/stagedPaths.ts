import { t } from '@vscode/l10n';
import pMap from 'p-map';
import * as v from 'valibot';
import { UnexpectedReplyError } from './errors';
import { LONG_IDLE_TIMEOUT_MS } from './http/client';
import { segment, segments } from './http/route';
import { Count } from './schemas';
import type { Workspace } from './workspaces';

/** Entries that are read in one go: about 2 MB of JSON. */
const ENTRIES_AT_ONCE = 10_000;
/** What that may take, and an entry where there are more: a usual one has 200 beside its path. */
const PAGE_BYTES = 32 * 1024 * 1024;
const ENTRY_BYTES = 600;
/** Files that lie beside directories too large to be read in one go: so many are asked for one by one. */
const FILES_ONE_BY_ONE = 200;
const REQUESTS_AT_ONCE = 4;

/**
 * Paths that the workspace adds or modifies against its base, as far as any are among the expected ones. It tells no
 * hashes.
 *
 * A server lists them in another order each time, so what does not fit into one page is asked for by directories, each
 * in one page (docs/protocol/workspaces.md#changes).
 *
 * @param expected what may be staged
 * @param expectsAll all of it should be staged, so how much there is is asked only when some is missing: to count takes a
 * server as long as to list
 * @throws UnexpectedReplyError when the server does not list what it says there is
 */
export async function stagedPaths(
  workspace: Workspace,
  expected: readonly string[],
  { expectsAll, signal }: { readonly expectsAll: boolean; readonly signal: AbortSignal },
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const read = async (place: Pick<Place, 'path' | 'count'>) => {
    const { paths, total } = await stagedAt(workspace, place, signal);
    for (const path of paths) found.add(path);
    return total;
  };
  const isLarge = expected.length > ENTRIES_AT_ONCE;
  const count = () => read({ path: '', count: isLarge ? 1 : ENTRIES_AT_ONCE });
  let total = isLarge && expectsAll ? Infinity : await count();
  const isKnown = () =>
    found.size >= total || (expected.length > 0 && expected.every((path) => found.has(path)));
  if (!isKnown() && total > ENTRIES_AT_ONCE)
    await pMap(placesOf(placeOf(expected)), read, { concurrency: REQUESTS_AT_ONCE, signal });
  if (!isKnown() && total === Infinity) total = await count();
  // Of some names a server makes others before it looks for them (docs/protocol/workspaces.md#changes). However much it
  // says that there is: beside what is expected only what an earlier process has left can lie there.
  if (!isKnown()) await read({ path: '', count: Math.min(total, expected.length + ENTRIES_AT_ONCE) });
  if (!isKnown()) {
    const advice = t('Contact the server’s administrator.');
    throw new UnexpectedReplyError(t('The server does not list all files that it says are staged.'), {
      advice,
    });
  }
  return found;
}

/** A directory, or a file, of a workspace. */
interface Place {
  /** `''` for the root. */
  readonly path: string;
  /** Files expected there and below. */
  count: number;
  readonly files: string[];
  readonly directories: Map<string, Place>;
}

function newPlace(path: string): Place {
  return { path, count: 0, files: [], directories: new Map() };
}

function placeOf(paths: readonly string[]): Place {
  const root = newPlace('');
  for (const path of paths) {
    let place = root;
    root.count++;
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const directory = path.slice(0, end);
      const next = place.directories.get(directory) ?? newPlace(directory);
      place.directories.set(directory, next);
      place = next;
      place.count++;
    }
    place.files.push(path);
  }
  return root;
}

/** Places that hold all of it together, each small enough to be read in one go where that is possible. */
function* placesOf(place: Place): Generator<Pick<Place, 'path' | 'count'>> {
  const { path, count, files, directories } = place;
  if (path !== '' && count <= ENTRIES_AT_ONCE) yield { path, count: ENTRIES_AT_ONCE };
  else if (files.length > FILES_ONE_BY_ONE) yield { path, count };
  else {
    for (const directory of directories.values()) yield* placesOf(directory);
    for (const file of files) yield { path: file, count: 1 };
  }
}

const StagedList = v.object({
  entries: v.array(v.object({ filename: v.string() })),
  total_entries: Count,
});
const StagedReply = v.object({
  staged: v.object({ added_files: StagedList, modified_files: StagedList }),
});

/** What is staged at a path and below it, up to `count` of each kind, and how much there is. */
async function stagedAt(
  { repository, id }: Workspace,
  { path, count }: Pick<Place, 'path' | 'count'>,
  signal: AbortSignal,
): Promise<{ readonly paths: readonly string[]; readonly total: number }> {
  const changes = `${repository.path}/workspaces/${segment(id)}/changes`;
  const call = {
    what: t('Listing staged files'),
    method: 'GET',
    path: path === '' ? changes : `${changes}/${segments(path)}`,
    query: { page: 1, page_size: count },
    repeat: 'safe',
    idleTimeoutMs: LONG_IDLE_TIMEOUT_MS,
    maxReplyBytes: Math.max(PAGE_BYTES, count * ENTRY_BYTES),
    signal,
  } as const;
  const { staged } = await repository.server.json(call, StagedReply);
  const lists = [staged.added_files, staged.modified_files];
  return {
    paths: lists.flatMap(({ entries }) => entries.map(({ filename }) => filename)),
    total: lists.reduce((sum, { total_entries }) => sum + total_entries, 0),
  };
}
