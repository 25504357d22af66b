import { t } from '@vscode/l10n';
import { braceExpand, Minimatch } from 'minimatch';
import { plainText } from '../../plainText';
import { UserError } from '../../userError';
import { isAtOrBelow } from '../isAtOrBelow';
import { nameFrom, type Origin } from './originOfNames';
import { relativeName } from './relativeName';

/**
 * What is left out unless somebody says otherwise: what can be made again, or only means something on one machine. As
 * the setting `oxen.upload.exclude` has it in package.json.
 */
export const DEFAULT_EXCLUDES = [
  '**/node_modules',
  '**/.venv',
  '**/venv',
  '**/__pycache__',
  '**/.ipynb_checkpoints',
  '**/.DS_Store',
  '**/Thumbs.db',
] as const;

const OPTIONS = { dot: true, nocomment: true, nonegate: true, nobrace: true } as const;
/** Well below what JavaScript compiles: V8 gives up on about 30 000 plain letters. */
const JOINED_CHARACTERS = 16 * 1024;

/** Whether what lies at an absolute path, or at that name below the target's directory, is to be left out. */
export type ExcludeMatcher = (path: string, origin: Origin) => boolean;

/**
 * Tells whether something matches one of these globs, which are like those of VS Code's `files.exclude`; one without a
 * slash matches at any depth. A folder that matches takes all that lies in it along. What lies in a workspace folder is
 * matched from there, whatever it will be called; everything else by its name below the target's directory.
 *
 * @param workspaceFolders absolute paths
 * @returns asked of each folder before what lies in it
 * @throws UserError for a glob that cannot be used
 */
export function excludeMatcher(
  globs: readonly string[],
  workspaceFolders: readonly string[] = [],
): ExcludeMatcher {
  const expressions = joined(globs.flatMap(expressionsOf));
  if (expressions.length === 0) return () => false;
  // The innermost first.
  const folders = [...workspaceFolders].sort((one, other) => other.length - one.length);
  return (path, origin) => {
    const folder = folders.find((one) => isAtOrBelow(path, one));
    const name = folder === undefined ? nameFrom(origin, path) : relativeName(folder, path);
    return name !== '' && expressions.some((expression) => expression.test(name));
  };
}

/** Whether its expression can be made: one that is too long or too nested has none. */
export function isUsableGlob(glob: string): boolean {
  try {
    expressionsOf(glob);
    return true;
  } catch {
    return false;
  }
}

/** Expressions for what a glob matches. */
function expressionsOf(glob: string): readonly RegExp[] {
  try {
    // What braces stand for one by one: minimatch would make a single expression of them, however large.
    return spellings(glob)
      .flatMap((spelling) => braceExpand(spelling))
      .flatMap((spelling) => {
        const expression = new Minimatch(spelling, OPTIONS).makeRe();
        if (expression === false) return [];
        // That it is too much V8 finds only when it compiles, apart for names in Latin letters and others.
        if (expression.source.length > JOINED_CHARACTERS)
          for (const name of ['a', 'ж']) expression.test(name);
        return [expression];
      });
  } catch (cause) {
    throw new UserError(t('The exclude pattern “{0}” is too long or too nested.', plainText(glob, 40)), {
      advice: t('Split or shorten it in the setting oxen.upload.exclude.'),
      cause,
    });
  }
}

/** As few expressions as can be: each file is tried with each. JavaScript does not compile one of any length. */
function joined(expressions: readonly RegExp[]): readonly RegExp[] {
  const all: { source: string; readonly flags: string }[] = [];
  for (const { source, flags } of expressions) {
    const last = all.at(-1);
    // Classes such as `[[:digit:]]` mean something else without their flag.
    if (last?.flags !== flags || last.source.length + source.length > JOINED_CHARACTERS)
      all.push({ source: `(?:${source})`, flags });
    else last.source += `|(?:${source})`;
  }
  return all.map(({ source, flags }) => new RegExp(source, flags));
}

/** `build/` and `build/**` mean the folder itself, too: what lies in it need not be looked at. */
function spellings(glob: string): readonly string[] {
  const trimmed = glob.trim().replace(/^\.?\/|\/$/g, '');
  const folder = trimmed.replace(/\/\*\*$/, '');
  if (folder === '') return [];
  return [trimmed.includes('/') ? folder : `**/${folder}`];
}
