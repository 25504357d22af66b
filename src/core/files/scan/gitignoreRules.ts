import ignore, { type Ignore } from 'ignore';
import { dirname, join } from 'node:path';
import { matcherOf, readIgnoreFile } from './ignoreFile';
import { type IgnoreRules, look, NO_RULES } from './ignoreRules';
import { relativeName } from './relativeName';

/** As git there: its setting `core.ignoreCase` is on where the file system does not tell upper from lower case. */
const IGNORE_CASE = process.platform === 'win32' || process.platform === 'darwin';

/** The rules of all `.gitignore` files from the repository's root down to one folder. */
interface Rules {
  readonly root: string;
  readonly matcher: Ignore;
}

/**
 * Finds the rules of git that hold in a folder: those of every `.gitignore` from the root of its repository down to
 * itself, deeper ones last, so that they win. Outside of a repository there are none. Each folder is looked at once.
 *
 * The promise rejects with a LocalFileError for a `.gitignore` that cannot be read, or is too large.
 */
export function gitignoreRulesFinder(): (folder: string) => Promise<IgnoreRules> {
  const known = new Map<string, Promise<Rules | undefined>>();

  const rulesAt = (folder: string): Promise<Rules | undefined> => {
    const rules = known.get(folder) ?? findRules(folder, rulesAt);
    known.set(folder, rules);
    return rules;
  };
  return async (folder) => {
    const rules = await rulesAt(folder);
    return rules === undefined ? NO_RULES : rulesOf(rules);
  };
}

async function findRules(
  folder: string,
  rulesAt: (folder: string) => Promise<Rules | undefined>,
): Promise<Rules | undefined> {
  const parent = dirname(folder);
  const isRoot = (await look(join(folder, '.git'))) !== undefined;
  const above = isRoot
    ? { root: folder, matcher: ignore({ ignorecase: IGNORE_CASE }) }
    : parent === folder
      ? undefined
      : await rulesAt(parent);
  const file = join(folder, '.gitignore');
  if (above === undefined || (await look(file))?.isFile() !== true) return above;

  const patterns = seenFrom(above.root, folder, await readIgnoreFile(file));
  const own = await matcherOf(patterns, { ignorecase: IGNORE_CASE });
  return {
    root: above.root,
    matcher: ignore({ ignorecase: IGNORE_CASE }).add(above.matcher).add(own),
  };
}

function rulesOf({ root, matcher }: Rules): IgnoreRules {
  return {
    ignores(path, kind) {
      const name = relativeName(root, path);
      return matcher.ignores(kind === 'folder' ? `${name}/` : name);
    },
  };
}

/** The patterns of a folder's file as they would stand in that of the root. */
function seenFrom(root: string, folder: string, lines: readonly string[]): readonly string[] {
  if (folder === root) return lines;
  const place = relativeName(root, folder).replace(/[\\*?[]/g, '\\$&');
  return lines.flatMap((line) => {
    const [, not = '', slash = '', pattern = ''] = /^(!?)(\/?)(.*)$/s.exec(line) ?? [];
    if (pattern.trim() === '' || line.startsWith('#')) return [];
    // With a slash before its end it is meant from its folder on, else for any depth below.
    const isAnchored = slash !== '' || /\/(?!\s*$)/.test(pattern);
    return [`${not}/${place}/${isAnchored ? '' : '**/'}${pattern}`];
  });
}
