import { t } from '@vscode/l10n';

/** Checked path of a file inside a repository: relative, `/`-separated; made by `repoPath` alone. */
export type RepoPath = string & { readonly __brand: 'RepoPath' };

/** Checked directory inside a repository, `''` for its root; made here alone. */
export type RepoDirectory = string & { readonly __brand: 'RepoDirectory' };

/** The directory that holds all of a repository. */
export const ROOT = '' as RepoDirectory;

/** Why a path is not sent, as a part of a sentence: "names with a backslash are not supported". */
export interface Refusal {
  readonly reason: string;
}

/**
 * Checks the path of a file.
 *
 * NFC and NFD stay as they are: to the server they are two names. Length is not checked: the server never
 * creates a file of that name, it only lists it.
 */
export function repoPath(text: string): RepoPath | Refusal {
  const reason = text === '' ? t('it has no name') : reasonAgainst(text);
  return reason === undefined ? (text as RepoPath) : { reason };
}

/** Checks a directory; slashes at both ends are tolerated and removed, `''` is the root. */
export function repoDirectory(text: string): RepoDirectory | Refusal {
  const directory = text.replace(/^\/+/, '').replace(/(?<!\/)\/+$/, '');
  const reason = directory === '' ? undefined : reasonAgainst(directory);
  return reason === undefined ? (directory as RepoDirectory) : { reason };
}

export function isRefusal(checked: string | Refusal): checked is Refusal {
  return typeof checked !== 'string';
}

/** Joins without checking; `''` as directory adds nothing. */
export function joinRepoPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

function reasonAgainst(path: string): string | undefined {
  if (/^\/|^[a-z]:(?:\/|$)/i.test(path)) return t('the path is absolute');
  if (path.includes('\\')) return t('names with a backslash are not supported');
  if (/\p{Cc}/u.test(path)) return t('the name contains a control character, such as a line break');
  // U+FFFD is what a name becomes whose bytes are not UTF-8: another name than the one on disk.
  if (/\p{Surrogate}|\uFFFD/u.test(path)) return t('the name is not valid Unicode');
  for (const component of path.split('/')) {
    if (component === '') return t('the path has an empty component');
    if (component === '.' || component === '..') return t('the path has a component “{0}”', component);
    if (isOxenFolderName(component)) return t('names like “{0}” are reserved by Oxen', component);
  }
  return undefined;
}

const IGNORED_BY_HFS = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g;

/**
 * Whether some file system takes `name` for `.oxen`: the server answers 400 for the whole batch then.
 *
 * The code points that HFS+ leaves out are our addition: the server takes such a name, a Mac's checkout must not.
 * @see liboxen 0.65.2 util/fs.rs:1663
 */
function isOxenFolderName(name: string): boolean {
  const asWindowsReadsIt = name
    .replace(IGNORED_BY_HFS, '')
    .replace(/:.*$/s, '')
    .replace(/(?<![. ])[. ]+$/, '');
  return /^(?:\.oxen|oxen~\d+)$/i.test(asWindowsReadsIt);
}
