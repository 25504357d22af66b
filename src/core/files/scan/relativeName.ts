import path from 'node:path';

/**
 * `file` as seen from `folder`, `/`-separated on every system; begins with `..` when it is not inside.
 *
 * @param system whose paths they are: what separates names on one system may be part of a name on another
 */
export function relativeName(
  folder: string,
  file: string,
  system: Pick<path.PlatformPath, 'sep' | 'relative'> = path,
): string {
  const { sep } = system;
  const inside = folder.endsWith(sep) ? folder : folder + sep;
  // A slice shares the memory of `file`, what `relative` returns does not: a third of what a scan keeps of a file.
  const name = file.startsWith(inside) ? file.slice(inside.length) : system.relative(folder, file);
  return sep === '/' ? name : name.replaceAll(sep, '/');
}

/** Whether a relative path, as `path.relative` gives it, leads out of the folder it starts from. */
export function leadsOut(
  relative: string,
  system: Pick<path.PlatformPath, 'sep' | 'isAbsolute'> = path,
): boolean {
  return relative === '..' || relative.startsWith(`..${system.sep}`) || system.isAbsolute(relative);
}
