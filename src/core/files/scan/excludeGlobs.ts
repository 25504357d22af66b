import { Minimatch } from 'minimatch';
import { sep } from 'node:path';
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

/** Whether what lies at an absolute path, or at that name below the target's directory, is to be left out. */
export type ExcludeMatcher = (path: string, origin: Origin) => boolean;

/**
 * Tells whether something matches one of these globs, which are like those of VS Code's `files.exclude`; one without a
 * slash matches at any depth. A folder that matches takes all that lies in it along. What lies in a workspace folder is
 * matched from there, whatever it will be called; everything else by its name below the target's directory.
 *
 * @param workspaceFolders absolute paths
 * @returns asked of each folder before what lies in it
 */
export function excludeMatcher(
  globs: readonly string[],
  workspaceFolders: readonly string[] = [],
): ExcludeMatcher {
  // One expression for all of them: each file is tried once.
  const sources = globs.flatMap(spellings).flatMap((glob) => {
    const expression = new Minimatch(glob, { dot: true, nocomment: true, nonegate: true }).makeRe();
    return expression === false ? [] : [expression.source];
  });
  if (sources.length === 0) return () => false;
  const expression = new RegExp(sources.map((source) => `(?:${source})`).join('|'));
  // The innermost first.
  const folders = [...workspaceFolders].sort((one, other) => other.length - one.length);
  return (path, origin) => {
    const folder = folders.find(
      (one) => path === one || path.startsWith(one.endsWith(sep) ? one : one + sep),
    );
    const name = folder === undefined ? nameFrom(origin, path) : relativeName(folder, path);
    return name !== '' && expression.test(name);
  };
}

/** `build/` and `build/**` mean the folder itself, too: what lies in it need not be looked at. */
function spellings(glob: string): readonly string[] {
  const trimmed = glob.trim().replace(/^\.?\/|\/$/g, '');
  const folder = trimmed.replace(/\/\*\*$/, '');
  if (folder === '') return [];
  return [trimmed.includes('/') ? folder : `**/${folder}`];
}
