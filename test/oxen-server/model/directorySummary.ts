import { createHash } from 'node:crypto';
import { dataTypeOf } from './fileType';
import type { Directory } from './tree';

/** What a listing tells about a whole directory. */
export interface DirectorySummary {
  readonly bytes: number;
  readonly dataTypes: ReadonlyMap<string, number>;
  /** Stands for the hash of a tree node: opaque, equal for equal content. */
  readonly hash: string;
}

const summaries = new WeakMap<Directory, DirectorySummary>();

export function summaryOf(directory: Directory): DirectorySummary {
  const known = summaries.get(directory);
  if (known) return known;

  let bytes = 0;
  const dataTypes = new Map<string, number>();
  const count = (type: string, times: number): void => {
    dataTypes.set(type, (dataTypes.get(type) ?? 0) + times);
  };
  const hash = createHash('md5');
  for (const [name, inner] of directory.directories) {
    const summary = summaryOf(inner);
    bytes += summary.bytes;
    for (const [type, times] of summary.dataTypes) count(type, times);
    hash.update(`${name}/${summary.hash}\n`);
  }
  for (const [name, file] of directory.files) {
    bytes += file.size;
    count(dataTypeOf(name), 1);
    hash.update(`${name} ${file.hash}\n`);
  }
  const summary = { bytes, dataTypes, hash: hash.digest('hex').replace(/^0+(?=.)/, '') };
  summaries.set(directory, summary);
  return summary;
}
