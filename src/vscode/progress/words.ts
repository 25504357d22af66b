import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import prettyBytes from 'pretty-bytes';
import type { Clash } from '../../core/upload/plan/clashes';

/** A text for one thing, or that for another number of them: languages form plurals of more than an ending. */
export function plural(count: number, one: string, many: (count: string) => string): string {
  return count === 1 ? one : many(count.toLocaleString('en'));
}

/** `1 file`, `12 files` */
export function countOf(count: number, thing: 'file' | 'item'): string {
  switch (thing) {
    case 'file':
      return plural(count, t('1 file'), (many) => t('{0} files', many));
    case 'item':
      return plural(count, t('1 item'), (many) => t('{0} items', many));
  }
}

export function sizeText(bytes: number): string {
  return prettyBytes(bytes);
}

/** `a.txt and 2 more` */
export function namesOf(paths: readonly string[]): string {
  return namesFrom(paths[0] ?? '', paths.length);
}

/** The same of so many, of which only the first is at hand. */
export function namesFrom(first: string, count: number): string {
  return count < 2 ? basename(first) : t('{0} and {1} more', basename(first), count - 1);
}

/** How many names a message may hold. */
const LISTED = 10;

/** Of many lines, the first ones and how many more there are. */
export function listOf(lines: readonly string[], most = LISTED): readonly string[] {
  const more = lines.length - most;
  return [...lines.slice(0, most), ...(more > 0 ? [t('and {0} more', more.toLocaleString('en'))] : [])];
}

/** One line about names that clash; none when there are none. */
export function clashText({ length }: readonly Clash[]): string[] {
  if (length === 0) return [];
  return [
    plural(length, t('1 pair of names collides on Windows and macOS: see the log.'), (many) =>
      t('{0} pairs of names collide on Windows and macOS: see the log.', many),
    ),
  ];
}
