import { t } from '@vscode/l10n';
import { UnexpectedReplyError } from '../errors';

/** One page of a listing. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** Of the whole listing, as the server has it. */
  readonly total_pages: number;
  /** Not the last one, by its size: the server may have more. */
  readonly isFull: boolean;
}

/** Pages of one listing at most: ten million entries in the largest pages that we ask for. */
const MOST_PAGES = 1000;
/** What the items of one listing take in memory at most: about a million. */
const MOST_BYTES = 128 * 1024 * 1024;
/** Of an item beside its name. */
const ITEM_BYTES = 100;

export interface PagesOptions<T> {
  /** For an error's sentence: “Listing the root directory”. */
  readonly what: string;
  /** Fetches a page, counted from 1; `undefined` when there is nothing to list. */
  readonly fetch: (page: number) => Promise<Page<T> | undefined>;
  readonly nameOf: (item: T) => string;
}

/**
 * A listing page by page, each name once. It ends with a page that is not full, and with as many as the first one
 * promised, whatever the later ones say.
 *
 * @throws UnexpectedReplyError for a listing without an end
 */
export async function* pagesOf<T>({ what, fetch, nameOf }: PagesOptions<T>): AsyncGenerator<readonly T[]> {
  const names = new Set<string>();
  let bytes = 0;
  let promised = 1;
  for (let number = 1; number <= promised; number++) {
    const page = await fetch(number);
    if (page === undefined || page.entries.length === 0) return;
    if (number === 1) promised = page.total_pages;
    const fresh: T[] = [];
    for (const item of page.entries) {
      const name = nameOf(item);
      if (names.has(name)) continue;
      names.add(name);
      bytes += name.length + ITEM_BYTES;
      fresh.push(item);
    }
    if (fresh.length === 0) throw endless(what, t('the server repeats the same page'));
    if (number === MOST_PAGES || bytes > MOST_BYTES) throw endless(what, t('there are too many entries'));
    yield fresh;
    if (!page.isFull) return;
  }
}

function endless(what: string, reason: string): UnexpectedReplyError {
  return new UnexpectedReplyError(t('{0} did not finish: {1}.', what, reason), {
    advice: t('Contact the server’s administrator.'),
  });
}
