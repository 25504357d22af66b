/** Where files go in the repository: the path of an only one, `many/item.txt`; of several, the directory that they share. */
export function placeText([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return others.reduce(sharedDirectory, directoryOf(first)) || '/';
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
