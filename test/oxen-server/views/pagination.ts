import type { Features } from '../features';
import { Refusal, badRequest, frameworkText } from '../http/reply';

export interface Page {
  readonly number: number;
  readonly size: number;
}

const DEFAULT_PAGE_SIZE = 100;

export function pageOf(query: URLSearchParams): Page {
  return { number: pageNumber(query, 'page', 1), size: pageNumber(query, 'page_size', DEFAULT_PAGE_SIZE) };
}

/** As `pageOf`, on the routes that refuse `page_size=0` (docs/protocol/workspaces.md#changes). */
export function nonEmptyPageOf(query: URLSearchParams, features: Features): Page {
  const page = pageOf(query);
  if (page.size === 0 && features.refusesEmptyPages) {
    throw new Refusal(badRequest('page_size must be at least 1'));
  }
  return page;
}

function pageNumber(query: URLSearchParams, name: string, byDefault: number): number {
  const text = query.get(name);
  if (text === null) return byDefault;
  if (!/^\+?\d+$/.test(text)) {
    throw new Refusal(frameworkText(400, 'Query deserialize error: invalid digit found in string'));
  }
  return Number(text);
}

/** @see liboxen 0.50.7 util/paginate.rs:11 */
export function paginate<T>(
  items: readonly T[],
  page: Page,
): { readonly items: T[]; readonly pagination: object } {
  const start = Math.max(page.number - 1, 0) * page.size;
  return {
    items: items.slice(start, start + page.size),
    pagination: {
      page_size: page.size,
      page_number: page.number,
      total_pages: page.size === 0 ? 0 : Math.ceil(items.length / page.size),
      total_entries: items.length,
    },
  };
}
