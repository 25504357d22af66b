import { HUB, type Origin, type RepositoryName, repositoryText } from './address';

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
  const base = `${HUB_PAGES}/${repositoryText(repository)}`;
  if (at === undefined) return base;
  const segments = [...at.branch.split('/'), ...(at.path === '' ? [] : at.path.split('/'))];
  return `${base}/${at.kind}/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
}

/** What `oxen clone` takes, and this extension. */
export function cloneAddress({ origin, repository }: Pick<Linked, 'origin' | 'repository'>): string {
  return `${origin}/${repositoryText(repository)}`;
}
