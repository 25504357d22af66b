import { relative, sep } from 'node:path';

/** `path` as seen from `folder`, `/`-separated on every system; begins with `..` when it is not inside. */
export function relativeName(folder: string, path: string): string {
  const name = relative(folder, path);
  return sep === '/' ? name : name.replaceAll(sep, '/');
}
