import { sep } from 'node:path';

/** Whether an absolute path is that of a folder, or leads into it, by their names alone. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
