import { sep } from 'node:path';
import { relativeName } from './relativeName';

/** Where names begin: below `base`, with `prefix` before them. */
export interface Origin {
  readonly base: string;
  readonly prefix: string;
}

/** With a base that is the beginning of `path`: names that are slices of paths take no memory of their own. */
export function originOf(path: string, name: string): Origin {
  const end = name === '' ? '' : sep + name.replaceAll('/', sep);
  if (path.endsWith(end)) return { base: path.slice(0, path.length - end.length), prefix: '' };
  return { base: path, prefix: name };
}

/** What a path below the origin is called, `/`-separated. */
export function nameFrom({ base, prefix }: Origin, path: string): string {
  const name = relativeName(base, path);
  return prefix === '' || name === '' ? prefix + name : `${prefix}/${name}`;
}
