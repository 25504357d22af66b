import { HUB, type Origin, repositoryPath, type RepositoryName, repositoryText } from './address';

/** A repository, or something on one of its branches. */
export interface Linked {
  readonly origin: Origin;
  readonly repository: RepositoryName;
  readonly at?: { readonly kind: 'file' | 'dir'; readonly branch: string; readonly path: string };
}

/** Where the hub's pages are; its own origin is that of the API and of `oxen clone`. */
const HUB_PAGES = 'https://www.oxen.ai';

/**
 * What is given to somebody else. On the hub a page; other servers have none: there, a repository's address is what
 * `oxen clone` takes, and a file's or directory's is that of the API.
 */
export function linkTo({ origin, repository, at }: Linked): string {
  const isHub = origin === HUB;
  if (at === undefined) return `${isHub ? HUB_PAGES : origin}/${repositoryText(repository)}`;
  const base = isHub
    ? `${HUB_PAGES}/${repositoryText(repository)}`
    : `${origin}${repositoryPath(repository)}`;
  const segments = [...at.branch.split('/'), ...(at.path === '' ? [] : at.path.split('/'))];
  return `${base}/${at.kind}/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
}
