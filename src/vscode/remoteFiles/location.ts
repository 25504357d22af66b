import { commitId, type CommitId } from '../../core/oxen/ids';
import { type Origin, parseOrigin, type RepositoryName } from '../../core/oxen/address';

/** A file or directory of one commit. Never changes: another content has another commit. */
export interface Location {
  readonly origin: Origin;
  readonly repository: RepositoryName;
  readonly commit: CommitId;
  /** `''` is the root. */
  readonly path: string;
}

/** The parts of a URI that name a location, as they are before any percent-encoding. */
export interface UriParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

export const SCHEME = 'oxen';

/** `oxen://hub.oxen.ai/NS/NAME/COMMIT/PATH`; a server without TLS is `oxen://http+localhost:3000/…`. */
export function uriParts({ origin, repository, commit, path }: Location): UriParts {
  const { protocol, host } = new URL(origin);
  const authority = protocol === 'https:' ? host : `${HTTP}${host}`;
  const segments = [repository.namespace, repository.name, commit, ...(path === '' ? [] : [path])];
  return { scheme: SCHEME, authority, path: `/${segments.join('/')}` };
}

/** The location in what {@link uriParts} made; `undefined` for anything else. */
export function locationIn({ scheme, authority, path }: UriParts): Location | undefined {
  const parts = /^\/([^/]+)\/([^/]+)\/([^/]+)(?:\/(.*))?$/s.exec(path);
  const origin = originIn(authority);
  if (scheme !== SCHEME || parts === null || origin === undefined) return undefined;
  const [, namespace = '', name = '', id = '', below = ''] = parts;
  const commit = commitId(id);
  const segments = [namespace, name, ...(below === '' ? [] : below.split('/'))];
  if (commit === undefined || !segments.every(isName)) return undefined;
  return { origin, repository: { namespace, name }, commit, path: below };
}

/**
 * The name of an entry inside its directory, whatever the server lists it as: the end of a path; `undefined` when
 * that is no name, such as `..`, which would lead out of the directory, or half of a character, which no request can
 * name.
 */
export function entryName(listed: string): string | undefined {
  const last = listed.slice(listed.lastIndexOf('/') + 1);
  return isName(last) && last.isWellFormed() ? last : undefined;
}

function isName(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..';
}

const HTTP = 'http+';

function originIn(authority: string): Origin | undefined {
  const address = authority.startsWith(HTTP)
    ? `http://${authority.slice(HTTP.length)}`
    : `https://${authority}`;
  try {
    const origin = parseOrigin(address);
    return origin === address ? origin : undefined;
  } catch {
    return undefined;
  }
}
