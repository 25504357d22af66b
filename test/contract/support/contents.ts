import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Content of files by path, as SHA-256, in the order of paths. */
export type Contents = ReadonlyMap<string, string>;

/** What `cp -r PATH… DIRECTORY/` would make of these, as SHA-256 by path. */
export async function contentsOf(paths: readonly string[], directory = ''): Promise<Contents> {
  const contents: [string, string][] = [];
  for (const path of paths) {
    const name = join(directory, basename(path));
    if (statSync(path).isFile()) contents.push([name, await sha256(path)]);
    else
      for (const file of filesBelow(path))
        contents.push([join(name, relative(path, file)), await sha256(file)]);
  }
  return sorted(contents);
}

/** Several, as one. */
export function together(...all: readonly Contents[]): Contents {
  return sorted(all.flatMap((contents) => [...contents]));
}

export function sorted(contents: readonly (readonly [path: string, sha256: string])[]): Contents {
  return new Map(contents.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
