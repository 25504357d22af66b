import { HUB, type Origin, repositoryUrl, type RepositoryName, repositoryText } from './address';

/** A repository, or something on one of its branches. */
export interface Linked {
  readonly origin: Origin;
  readonly repository: RepositoryName;
  readonly at?: { readonly kind: 'file' | 'dir'; readonly branch: string; readonly path: string };
}

/** Where the hub shows files and directories; its own origin is that of the API and of `oxen clone`. */
const HUB_PAGES = 'https://www.oxen.ai';

/** The page that shows it to people; `undefined` where there are none: only the hub has pages. */
export function pageOf({ origin, repository, at }: Linked): string | undefined {
  if (origin !== HUB) return undefined;
  return at === undefined ? `${HUB_PAGES}/${repositoryText(repository)}` : linkTo({ origin, repository, at });
}

/**
 * What is given to somebody else. A repository's address is what `oxen clone` takes. A file or directory of the hub
 * has a page; other servers have none: there its address is that of the API.
 */
export function linkTo({ origin, repository, at }: Linked): string {
  if (at === undefined) return `${origin}/${repositoryText(repository)}`;
  const base =
    origin === HUB ? `${HUB_PAGES}/${repositoryText(repository)}` : repositoryUrl(origin, repository);
  const segments = [...at.branch.split('/'), ...(at.path === '' ? [] : at.path.split('/'))];
  return `${base}/${at.kind}/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
}
