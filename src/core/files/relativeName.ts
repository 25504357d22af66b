import { relative, sep } from 'node:path';

/** `path` as seen from `folder`, `/`-separated on every system; begins with `..` when it is not inside. */
export function relativeName(folder: string, path: string): string {
  const inside = folder.endsWith(sep) ? folder : folder + sep;
  // A slice shares the memory of `path`, what `relative` returns does not: a third of what a scan keeps of a file.
  const name = path.startsWith(inside) ? path.slice(inside.length) : relative(folder, path);
  return sep === '/' ? name : name.replaceAll(sep, '/');
}
