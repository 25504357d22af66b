import { basename, resolve, sep } from 'node:path';

/** A path to look at: a link itself, or behind a `/` what it leads to. */
export interface Selected {
  readonly looked: string;
  readonly name: string;
}

const CONTENTS = `${sep}.`;

/** By the path that it is met at on the way, too. */
export function keyed(selected: string, name: string | undefined): [key: string, selected: Selected] {
  const path = resolve(selected);
  if (selected.endsWith(CONTENTS)) return [path + CONTENTS, { looked: path + CONTENTS, name: name ?? '' }];
  const looked = selected.endsWith(sep) ? path + sep : path;
  return [path, { looked, name: name ?? basename(path) }];
}

/** Of a folder less than of what is in it. */
export function depth(key: string): number {
  return key.endsWith(CONTENTS) ? key.length - CONTENTS.length + 0.5 : key.length;
}
