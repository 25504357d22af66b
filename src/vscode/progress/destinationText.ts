import { repositoryText } from '../../core/oxen/address';
import type { KnownTarget } from '../../core/upload/plan/knownTarget';
import { countOf, sizeText } from './words';

/** What lies at `paths` in the end, in bytes all together. */
export interface Destinations {
  readonly paths: readonly string[];
  readonly bytes: number;
}

/** `→ ox/cats · main: many/item.txt`; of several files the directory that they share: `many/ (12 files, 30 MB)`. */
export function destinationText(
  { repository, branch }: Pick<KnownTarget, 'repository' | 'branch'>,
  { paths, bytes }: Destinations,
): string {
  const [first = '', ...others] = paths;
  const branchText = `→ ${repositoryText(repository)} · ${branch}`;
  if (others.length === 0) return `${branchText}: ${first}`;
  const directory = others.reduce(sharedDirectory, directoryOf(first));
  return `${branchText}: ${directory || '/'} (${countOf(paths.length, 'file')}, ${sizeText(bytes)})`;
}

/** The longest directory, with the slash at its end, that holds both; `''` for the root. */
function sharedDirectory(directory: string, path: string): string {
  let shared = directory;
  while (!path.startsWith(shared)) shared = directoryOf(shared.slice(0, -1));
  return shared;
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
