/**
 * Where files go in the repository: the path of an only one, `many/item.txt`; of several, the directory that they share.
 *
 * @param files in the order of their paths: what the first and the last share, all do
 */
export function placeText(files: readonly { readonly path: string }[]): string {
  const [first, last] = [files[0]?.path ?? '', files.at(-1)?.path ?? ''];
  if (files.length < 2) return first;
  let shared = directoryOf(first);
  while (!last.startsWith(shared)) shared = directoryOf(shared.slice(0, -1));
  return shared || '/';
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
