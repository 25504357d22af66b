import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { matcherOf, readIgnoreFile } from './ignoreFile';
import { relativeName } from './relativeName';

/** The patterns that hold in a folder. */
export interface IgnoreRules {
  /** `path` is absolute, and inside the rules' folder. */
  ignores(path: string, kind: 'file' | 'folder'): boolean;
}

export const NO_RULES: IgnoreRules = { ignores: () => false };

/**
 * Finds the rules that hold in a folder: those of the nearest folder, itself or above it, with an
 * `.oxenignore`; a folder with an `.oxen/` ends the search. Each folder is looked at once.
 *
 * The promise rejects with a LocalFileError for an `.oxenignore` that cannot be read, or is too large: without its rules,
 * files might be uploaded that must not be.
 */
export function ignoreRulesFinder(): (folder: string) => Promise<IgnoreRules> {
  const known = new Map<string, Promise<IgnoreRules>>();

  const rulesAt = (folder: string): Promise<IgnoreRules> => {
    const rules = known.get(folder) ?? findRules(folder, rulesAt);
    known.set(folder, rules);
    return rules;
  };
  return rulesAt;
}

async function findRules(
  folder: string,
  rulesAt: (folder: string) => Promise<IgnoreRules>,
): Promise<IgnoreRules> {
  const file = join(folder, '.oxenignore');
  if ((await look(file))?.isFile()) return readRules(folder, file);
  if ((await look(join(folder, '.oxen')))?.isDirectory()) return NO_RULES;

  const parent = dirname(folder);
  return parent === folder ? NO_RULES : rulesAt(parent);
}

/** `undefined` when nothing can be found there. */
export function look(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

async function readRules(folder: string, file: string): Promise<IgnoreRules> {
  // Oxen, like git on Linux, tells upper from lower case.
  const matcher = await matcherOf(await readIgnoreFile(file), { ignorecase: false });

  return {
    ignores(path, kind) {
      const name = relativeName(folder, path);
      return name !== '' && matcher.ignores(kind === 'folder' ? `${name}/` : name);
    },
  };
}
