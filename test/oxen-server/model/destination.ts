import { segmentsOf } from './tree';

/** Why a destination is refused, or the path it means. */
export type Destination =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly reason: string };

/** `validate_and_normalize_path` of liboxen 0.50.7 (util/fs.rs:1656). */
export function normalizedDestination(path: string): Destination {
  if (path.startsWith('/')) return refused('path must be relative, not absolute');
  const segments = segmentsOf(path);
  if (segments.includes('..')) return refused('path cannot contain parent directory references (..)');
  if (segments.length === 0) return refused('path resolves to empty after normalization');
  return { ok: true, path: segments.join('/') };
}

/** `normalize_relative_path` of liboxen 0.65.2 (util/fs.rs:1637); nothing at all is a path to it. */
export function strictDestination(path: string): Destination {
  const outside = (reason: string): Destination => refused(`${path} is outside the working tree: ${reason}`);
  if (path.startsWith('/')) return outside('it is absolute');
  const segments = segmentsOf(path);
  if (segments.includes('..')) return outside('it has a `..` component');
  if (segments.some(isHiddenDirectory)) return outside('it is inside a .oxen directory');
  return { ok: true, path: segments.join('/') };
}

/**
 * JSON staging and `complete` of 0.50.7 drop what they do not like, and say nothing (docs/protocol/staging.md#by-hash).
 */
export function cleanedDestination(path: string): string {
  return segmentsOf(path)
    .filter((segment) => segment !== '..')
    .join('/');
}

/** `.oxen` in all the spellings that some file system takes for it (docs/protocol/staging.md#multipart). */
function isHiddenDirectory(segment: string): boolean {
  return /^(\.oxen|oxen~\d+)[. ]*(:.*)?$/i.test(segment);
}

function refused(reason: string): Destination {
  return { ok: false, reason };
}
