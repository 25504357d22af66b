import { UserError } from '../userError';

declare const originBrand: unique symbol;
/** One server: `scheme://host[:port]`, without a path. Made only by {@link parseOrigin}. */
export type Origin = string & { readonly [originBrand]: true };

/** `namespace/name` on a server. Made only by {@link parseRepository}. */
export interface RepositoryName {
  readonly namespace: string;
  readonly name: string;
}

/** Where people read what lies on the hub, and copy addresses from; its API is at {@link HUB}. */
const WEBSITES = ['www.oxen.ai', 'oxen.ai'];

export const HUB = parseOrigin('https://hub.oxen.ai');

const WHAT_A_SERVER_LOOKS_LIKE = 'Give it like https://hub.oxen.ai or localhost:3000.';
const WHAT_A_REPOSITORY_LOOKS_LIKE =
  'Give it as NAMESPACE/NAME, for example ox/CatDogBBox, or paste its address.';

/**
 * The origin in an address as people type it. A bare host gets `http` on this machine, else `https`.
 *
 * @throws UserError when it is no http(s) address, or carries a user name or password
 */
export function parseOrigin(text: string): Origin {
  const url = parseUrl(text);
  const origin = WEBSITES.includes(url.host) ? 'https://hub.oxen.ai' : url.origin;
  return origin as Origin; // the one place that makes the brand
}

/**
 * A repository as people type or paste it: `NS/NAME`, or an address that begins with it
 * (`https://hub.oxen.ai/NS/NAME/tree/main`, `http://host:3000/api/repos/NS/NAME`).
 *
 * @throws UserError when it is neither
 */
export function parseRepository(text: string): { origin: Origin | undefined; repository: RepositoryName } {
  const trimmed = text.trim();
  const isAddress = /^[a-z]+:\/\//i.test(trimmed);
  const path = isAddress ? parseUrl(trimmed).pathname.replace(/^\/api\/repos(?=\/)/, '') : trimmed;
  const [namespace, name, ...rest] = path.replace(/^\/|\/$/g, '').split('/');
  if (namespace === undefined || name === undefined || (rest.length > 0 && !isAddress)) {
    throw new UserError(`“${trimmed}” does not name a repository.`, { advice: WHAT_A_REPOSITORY_LOOKS_LIKE });
  }
  for (const part of [namespace, name]) checkSegment(part);
  return { origin: isAddress ? parseOrigin(trimmed) : undefined, repository: { namespace, name } };
}

/** `NS/NAME`, as shown and typed. */
export function repositoryText({ namespace, name }: RepositoryName): string {
  return `${namespace}/${name}`;
}

/** The repository's part of every API address: `/api/repos/NS/NAME`. */
export function repositoryPath({ namespace, name }: RepositoryName): string {
  return `/api/repos/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
}

/** Whether what is sent to this origin stays on this machine. */
export function isLoopback(origin: Origin): boolean {
  const { hostname } = new URL(origin);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}

function parseUrl(text: string): URL {
  const trimmed = text.trim();
  const bare = !/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  // The official client's rule for a host without a scheme (oxen-protocol.md §8).
  const scheme = /localhost|127\.0\.0\.1|0\.0\.0\.0|^\[::1\]/.test(trimmed) ? 'http' : 'https';
  const full = bare ? `${scheme}://${trimmed}` : trimmed;
  if (!URL.canParse(full) || !/^https?:\/\//i.test(full) || /\s/.test(trimmed)) {
    throw new UserError(`“${trimmed}” is not the address of a server.`, { advice: WHAT_A_SERVER_LOOKS_LIKE });
  }
  const parsed = new URL(full);
  if (parsed.username !== '' || parsed.password !== '') {
    throw new UserError('The address holds a user name or password.', {
      advice: 'Give the address alone; the key is asked for and stored apart.',
    });
  }
  return parsed;
}

/** As servers ≥ 0.54 check it; older ones take more, but such a name fits no address (oxen-protocol.md §5.1). */
function checkSegment(part: string): void {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(part)) return;
  throw new UserError(`“${part}” cannot be the name of a repository or namespace.`, {
    advice: 'Use two or more letters, digits, “_”, “.” or “-”, beginning with a letter or digit.',
  });
}
