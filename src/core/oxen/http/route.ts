import { t } from '@vscode/l10n';
import { plainText } from '../../plainText';
import { UserError } from '../../userError';

/** Of the reply with a list of names: more than people can choose from. */
export const MOST_LIST_BYTES = 8 * 1024 * 1024;

/**
 * One segment of an address, encoded. Addresses are made of these alone: before one is sent, “.” and “..” in it are
 * resolved, so that it would lead elsewhere, to another branch for example.
 *
 * @throws UserError for what would not stay where it is put
 */
export function segment(text: string): string {
  if (!isSegment(text)) {
    throw new UserError(t('“{0}” cannot be part of an address.', plainText(text)), {
      advice: t('Remove empty components, “.” and “..”.'),
    });
  }
  return encodeURIComponent(text);
}

/** Whether a name, of a server's list for example, can be a segment of an address, and of nothing else. */
export function isSegment(text: string): boolean {
  return !/^\.{0,2}$|\//.test(text) && text.isWellFormed();
}

/** Segments with `/` between them, each encoded on its own. */
export function segments(path: string): string {
  return path.split('/').map(segment).join('/');
}
