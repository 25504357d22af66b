import { lstat, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type EntryKind, isBookkeeping, kindOf } from './folderListing';
import type { SkipReason } from '../localFile';
import { errorCode, localFileError } from '../localFileError';
import { leadsOut } from './relativeName';

/** What is done with symbolic links, as settings and the command line have it. */
export const SYMLINKS = ['skip', 'follow'] as const;
export type Symlinks = (typeof SYMLINKS)[number];

/** Where a link leads, or why it is not followed. */
export type LinkTarget =
  { readonly disk: string; readonly kind: EntryKind } | { readonly reason: SkipReason };

/**
 * Finds what a link leads to, as long as that lies inside `root`. `disk` is spelled as `root` is, and no part of it
 * below `root` is a link.
 *
 * @throws LocalFileError for what cannot be looked at
 */
export async function followLink(link: string, root: string): Promise<LinkTarget> {
  try {
    const target = await realpath(link);
    const inside = relative(await realpath(root), target);
    if (inside === '') return { reason: 'symlink-loop' };
    if (leadsOut(inside) || isBookkeeping(inside)) return { reason: 'symlink-outside' };
    return { disk: join(root, inside), kind: kindOf(await lstat(target)) };
  } catch (error) {
    switch (errorCode(error)) {
      case 'ENOENT':
      case 'ENOTDIR':
        return { reason: 'symlink-dangling' };
      case 'ELOOP':
        return { reason: 'symlink-loop' };
      default:
        throw localFileError(link, error);
    }
  }
}
