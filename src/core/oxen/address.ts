import { t } from '@vscode/l10n';
import { plainText } from '../plainText';
import { UserError } from '../userError';
import { isLoopbackHost } from './connection/loopback';

declare const originBrand: unique symbol;
/** One server: `scheme://host[:port]`, without a path. Made only by {@link parseOrigin}. */
export type Origin = string & { readonly [originBrand]: true };

/** `namespace/name` on a server. Made only by {@link parseRepository}. */
export interface RepositoryName {
  readonly namespace: string;
  readonly name: string;
}

/** What an address names. A name alone has no more than the repository. */
export interface RepositoryAddress {
  readonly origin: Origin | undefined;
  readonly repository: RepositoryName;
  /** What a page of the repository shows: a directory or file of a branch, or its commits. */
  readonly page?: { readonly kind: 'dir' | 'file' | 'commits'; readonly branchAndPath: string };
}

/** Where people read what lies on the hub, and copy addresses from; its API is at {@link HUB}. */
const WEBSITES = ['www.oxen.ai', 'oxen.ai'];

export const HUB = parseOrigin('https://hub.oxen.ai');

function howToEnterARepository(): string {
  return t('Enter NAMESPACE/NAME, for example ox/CatDogBBox, or paste its address (https://…).');
}

/**
 * The origin in an address as people type it. A bare host gets `http` on this machine, else `https`.
 *
 * @throws UserError when it is no http(s) address, or holds more than the server: nothing of it is dropped
 */
export function parseOrigin(text: string): Origin {
  const { origin, path } = splitAddress(text);
  if (path === '' || path === '/') return origin;
  throw new UserError(t('A server address has no path, but this one has “{0}”.', plainText(path)), {
    advice: t('Enter only the server, for example {0}. Servers below a path are not supported.', origin),
  });
}

/**
 * A repository as people type or paste it: `NS/NAME`, or the address of it or of one of its pages
 * (`https://www.oxen.ai/NS/NAME/dir/main`, `http://host:3000/api/repos/NS/NAME`).
 *
 * Whether such a name may be is for the server to say: they differ, and tell their rule.
 * @throws UserError when it is neither
 */
export function parseRepository(text: string): RepositoryAddress {
  const trimmed = text.trim();
  const address = /^[a-z]+:\/\//i.test(trimmed) ? splitAddress(trimmed) : undefined;
  const path = address === undefined ? trimmed : address.path.replace(/^\/api\/repos(?=\/)/, '');
  const parts = path.replace(/^\/|\/$/g, '').split('/');
  const [namespace, name, kind, ...below] = address === undefined ? parts : parts.map(decoded);
  if (namespace === undefined || name === undefined || (kind !== undefined && address === undefined)) {
    throw new UserError(t('“{0}” is not a repository name.', plainText(trimmed)), {
      advice: howToEnterARepository(),
    });
  }
  for (const part of [namespace, name]) checkSegment(part);
  const repository = { namespace, name };
  const page = kind === undefined ? {} : { page: pageOf(kind, below.join('/'), repository) };
  return { origin: address?.origin, repository, ...page };
}

/** `NS/NAME`, as shown and typed. */
export function repositoryText({ namespace, name }: RepositoryName): string {
  return `${namespace}/${name}`;
}

/** The repository's part of every API address: `/api/repos/NS/NAME`. */
export function repositoryPath({ namespace, name }: RepositoryName): string {
  return `/api/repos/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
}

/** The address of a repository in the API of a server. */
export function repositoryUrl(origin: Origin, repository: RepositoryName): string {
  return `${origin}${repositoryPath(repository)}`;
}

/** Whether what is sent to this origin stays on this machine. */
export function isLoopback(origin: Origin): boolean {
  return isLoopbackHost(new URL(origin).hostname);
}

/** @throws UserError for what is no address of a server, or has parts that no server's address has */
function splitAddress(text: string): { readonly origin: Origin; readonly path: string } {
  const trimmed = text.trim();
  const [, scheme, authority = '', path = '', rest = ''] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#\\]*)([^?#]*)(.*)$/is.exec(trimmed) ?? [];
  if (authority.includes('@')) {
    throw new UserError(t('The address holds a user name or password.'), {
      advice: t('Enter only the address; you will be asked for the key.'),
    });
  }
  const url = urlOf(scheme, authority);
  if (url === undefined || /[\s\\\p{Cc}]/u.test(authority + path)) {
    throw new UserError(
      t('“{0}” is not a valid server address.', plainText(trimmed.slice(0, trimmed.length - rest.length))),
      {
        advice: t('Enter an address such as https://hub.oxen.ai or localhost:3000.'),
      },
    );
  }
  const origin = WEBSITES.includes(url.host) ? 'https://hub.oxen.ai' : url.origin;
  if (rest !== '') {
    // Not repeated: what stands there is a secret at times.
    throw new UserError(t('The address has a “?” or “#” and something after it.'), {
      advice: t('Enter it without that: {0}', plainText(origin + path)),
    });
  }
  return { origin: origin as Origin, path }; // the one place that makes the brand
}

/** Judged by what the URL standard makes of the host, as the connection will be: `127.1` is `127.0.0.1`. */
function urlOf(scheme: string | undefined, authority: string): URL | undefined {
  if (authority === '' || (scheme !== undefined && !/^https?$/i.test(scheme))) return undefined;
  const asHttp = `http://${authority}`;
  if (!URL.canParse(asHttp)) return undefined;
  const isSecure = scheme === undefined ? !isLoopbackHost(new URL(asHttp).hostname) : /s$/i.test(scheme);
  const url = new URL(`${isSecure ? 'https' : 'http'}://${authority}`);
  return url.port === '0' ? undefined : url;
}

function pageOf(
  kind: string,
  branchAndPath: string,
  repository: RepositoryName,
): RepositoryAddress['page'] & {} {
  const isKnown = kind === 'dir' || kind === 'file' || kind === 'commits';
  if (isKnown && !branchAndPath.split('/').some(isMisread)) return { kind, branchAndPath };
  const name = plainText(repositoryText(repository));
  throw new UserError(t('The address points to a part of {0} that is not supported.', name), {
    advice: t('Enter only the repository: {0}', name),
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new UserError(t('“{0}” in the address is not valid.', plainText(part)), {
      advice: howToEnterARepository(),
    });
  }
}

function checkSegment(part: string): void {
  if (!isMisread(part) && !part.includes('/')) return;
  throw new UserError(t('“{0}” is not a valid repository or namespace name.', plainText(part)), {
    advice: howToEnterARepository(),
  });
}

/** What would be another address on its way to the server, or none, whichever server it is. */
function isMisread(part: string): boolean {
  return part === '' || part === '.' || part === '..' || /\p{Cc}/u.test(part) || !part.isWellFormed();
}
